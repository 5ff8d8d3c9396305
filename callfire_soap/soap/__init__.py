"""SOAP over HTTP: the edge, and the only package that imports Spyne."""

from callfire_soap.soap import compat

compat.prepare()
