"""How contacts are found: numbers by their indexes, in whatever order those were made."""

import pytest
from sqlalchemy import event

from callfire_soap.store import contacts
from callfire_soap.store.contact_search import ContactFilter, page_of_contacts
from tests.builders import NOW

INDEXES = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'contact' AND type = 'index' ORDER BY name"
BY_INDEX = {
    "ix_contact_account_id_home_phone": "account_id=? AND home_phone=?",
    "ix_contact_long_phone": "account_id=?",
}


def plans_of(connection, task):
    """Answer how SQLite looks for contacts in all that a task asks."""
    asked, plans = [], set()

    def note(_connection, _cursor, statement, parameters, _context, _is_many):
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    task()
    event.remove(connection, "before_cursor_execute", note)
    assert asked
    for statement, parameters in asked:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plans.update(step[3] for step in steps if " contact " in step[3])
    return plans


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("text", ["12135550100", "2135550100", "+12135550100"])
def test_a_number_is_found_by_indexes(connection, mine, text, is_reversed):
    # Of two indexes that seem equally good, SQLite takes the one that was made later.
    made = connection.exec_driver_sql(INDEXES).all()
    for name, sql in made[::-1] if is_reversed else made:
        connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(sql)
    wanted = ContactFilter(field="homePhone", text=text)
    plans = plans_of(connection, lambda: page_of_contacts(connection, mine, wanted, 0, 10))
    expected = {f"SEARCH contact USING INDEX {name} ({condition})" for name, condition in BY_INDEX.items()}
    assert plans == expected | {"SEARCH contact USING INTEGER PRIMARY KEY (rowid=?)"}


@pytest.mark.parametrize("text", ["2135550100", "12135550100", "+12135550100"])
def test_a_number_is_found_in_longer_ones_but_not_in_removed_contacts(connection, mine, text):
    spelled = ["12135550100", "2135550100", "121355501001", "912135550100", "12135550101", "12135550100"]
    contacts_made = contacts.add_on_the_fly(connection, mine, spelled, NOW)
    contacts.remove_contacts(connection, [contacts_made[-1]])
    total, found = page_of_contacts(connection, mine, ContactFilter(field="homePhone", text=text), 0, 10)
    holding = [phone for phone in spelled[:-1] if text.removeprefix("+") in phone]
    assert [person.home_phone for _, person in found] == holding
    assert total == len(holding)
