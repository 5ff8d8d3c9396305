"""What people write before the digits of an extension, in many languages."""

# "x|int|extensi(o|ó)n|доб|anexo" -- libphonenumber. Inferred: all others.
_BY_LANGUAGE = {
    "English": "extension exten extn ext xtn xt x option opt local",
    "Spanish": "extensión extension anexo anx interno int opción opcion opc",
    "Portuguese": "ramal extensão interno",
    "French": "poste interne",
    "Italian": "interno int",
    "Romanian": "interior int",
    "German": "Durchwahl DW Nebenstelle Nst Apparat App Klappe",
    "Dutch": "toestel tst doorkiesnummer",
    "Swedish": "anknytning ankn",
    "Norwegian": "internnummer internnr linje",
    "Danish": "lokalnummer lokalnr lokal lok",
    "Finnish": "sisäinen sis alanumero alanro",
    "Estonian": "sisenumber",
    "Latvian": "iekšējais iekš",
    "Lithuanian": "vidinis vid",
    "Polish": "wewnętrzny wewn wew",
    "Czech, Slovak": "linka klapka kl pobočka",
    "Hungarian": "mellék mell",
    "Croatian, Serbian, Slovene": "lokal lok interni interna локал лок",
    "Bulgarian": "вътрешен вътр",
    "Russian": "добавочный добав доб внутренний внутр вн доп",
    "Ukrainian": "додатковий дод внутрішній внутр вн",
    "Greek": "εσωτερικό εσωτ εσ",
    "Turkish": "dahili dah",
    "Hebrew": "שלוחה מס' מס",
    "Arabic": "تحويلة داخلي",
    "Persian": "داخلی",
    "Hindi": "एक्सटेंशन",
    "Thai": "ต่อ",
    "Vietnamese": "nội bộ|số lẻ|máy lẻ|máy nhánh",
    "Indonesian": "ekstensi pesawat psw",
    "Filipino": "lokal",
    "Chinese": "分机号 分機號 分机 分機 内线 內線 转 轉",
    "Japanese": "内線番号 内線",
    "Korean": "내선번호 내선 교환",
}

EXTENSION_WORDS = frozenset(
    word for words in _BY_LANGUAGE.values() for word in (words.split("|") if "|" in words else words.split())
)
"""The words, as they are usually written."""
