"""NumberService as far as it shows what an account has. The account got it all on 2026-01-05."""

import pytest

from tests.behaviour.outside import Refused

MINE = ["12135551126", "14246528111", "18555551234"]
TOLL_FREE = MINE[2]


def query(api, region="", rest="", before="", **options):
    return api(f"<QueryNumbers>{before}<d:Region>{region}</d:Region>{rest}</QueryNumbers>", **options)


def listed(api, region="", rest="", before=""):
    return [each.Number for each in query(api, region, rest, before).all("Number")]


def get(api, number, **options):
    return api(f"<GetNumber><Number>{number}</Number></GetNumber>", **options)


def test_a_number_is_shown_with_its_region_its_lease_and_its_features(api):
    shown = get(api, MINE[0])
    assert (shown.Number, shown.NationalFormat, shown.TollFree) == (MINE[0], "(213) 555-1126", "false")
    assert shown.find("Region").values() == {
        "Prefix": "1213555",
        "Country": "US",
        "TimeZone": "America/Los_Angeles",
    }
    assert shown.Status == "ACTIVE"
    assert shown.find("NumberConfiguration").values() == {"CallFeature": "ENABLED", "TextFeature": "ENABLED"}


def test_a_toll_free_number_has_no_region_and_takes_no_texts(api):
    shown = get(api, TOLL_FREE)
    assert (shown.TollFree, shown.Region) == ("true", None)
    assert shown.find("NumberConfiguration").TextFeature == "UNSUPPORTED"


def test_k22_a_lease_is_a_month_and_renews_itself(api):
    lease = {"LeaseBegin": "2026-01-05Z", "LeaseEnd": "2026-02-04Z", "AutoRenew": "true"}
    for each in [*query(api).all("Number"), *api("<QueryKeywords/>").all("Keyword")]:
        assert each.find("LeaseInfo").values() == lease
    api.advance(days=31)
    lease = {"LeaseBegin": "2026-02-05Z", "LeaseEnd": "2026-03-04Z", "AutoRenew": "true"}
    assert get(api, MINE[0]).find("LeaseInfo").values() == lease


@pytest.mark.parametrize("spelling", [MINE[0], MINE[0][1:], "+" + MINE[0]])
def test_spellings_of_a_number_are_the_same(api, spelling):
    assert get(api, spelling).Number == MINE[0]


@pytest.mark.parametrize("login", ["sandbox", "sandbox2"])
@pytest.mark.parametrize("number", ["213342682", "12135559999", "67076"])
def test_a_number_that_is_not_leased_does_not_exist(api, number, login):
    with pytest.raises(Refused, match=f"number {number} does not exist, or is inactive") as refused:
        get(api, number, login=login)
    assert refused.value.fault_code == "NOT_FOUND"


def test_another_account_sees_none_of_them(api):
    with pytest.raises(Refused, match="does not exist, or is inactive"):
        get(api, MINE[0], login="sandbox2")
    assert query(api, login="sandbox2").TotalResults == "0"
    assert api("<QueryKeywords/>", login="sandbox2").TotalResults == "0"


@pytest.mark.parametrize(
    ("region", "numbers"),
    [
        ("", MINE),
        ("<d:Prefix>1213</d:Prefix>", MINE[:1]),
        ("<d:Prefix>1424652</d:Prefix>", MINE[1:2]),
        ("<d:Prefix>+1424652</d:Prefix>", MINE[1:2]),
        ("<d:Prefix> +1 (424) 652 </d:Prefix>", MINE[1:2]),
        ("<d:Prefix>1-424</d:Prefix>", MINE[1:2]),
        ("<d:Prefix>424</d:Prefix>", []),
        ("<d:Prefix>1855</d:Prefix>", MINE[2:]),
        ("<d:Prefix/>", MINE),
        ("<d:Country>us</d:Country>", MINE[:2]),
        ("<d:Country>CA</d:Country>", []),
        ("<d:TimeZone>America/Los_Angeles</d:TimeZone>", MINE[:2]),
        ("<d:Prefix>1213</d:Prefix><d:Country>CA</d:Country>", []),
        ("<d:Zipcode>11111</d:Zipcode>", []),
    ],
)
def test_numbers_are_found_by_what_is_known_of_their_region(api, region, numbers):
    assert listed(api, region) == numbers
    assert query(api, region).TotalResults == str(len(numbers))


def test_numbers_are_found_by_their_label(api):
    for number in MINE[1:]:
        api(f"<LabelNumber><Number>{number}</Number><LabelName>shop</LabelName></LabelNumber>")
    assert listed(api, rest="<LabelName>shop</LabelName>") == MINE[1:]
    assert listed(api, rest="<LabelName> SHOP </LabelName>") == MINE[1:]
    assert listed(api, "<d:Country>US</d:Country>", "<LabelName>shop</LabelName>") == MINE[1:2]
    assert listed(api, rest="<LabelName/>") == MINE


def test_numbers_come_in_pages(api):
    page = query(api, before="<MaxResults>1</MaxResults><FirstResult>1</FirstResult>")
    assert (page.TotalResults, [each.Number for each in page.all("Number")]) == ("3", MINE[1:2])
    beyond = query(api, before="<FirstResult>50</FirstResult>")
    assert (beyond.TotalResults, beyond.all("Number")) == ("3", [])


@pytest.mark.parametrize("body", ["<QueryNumbers/>", "<GetNumber/>"])
def test_what_the_schema_requires_is_required(api, body):
    with pytest.raises(Refused) as refused:
        api(body)
    assert refused.value.fault_code is None


def test_keywords_are_shown(api):
    found = api("<QueryKeywords/>")
    assert found.TotalResults == "1"
    [keyword] = found.all("Keyword")
    assert (keyword.ShortCode, keyword.Keyword, keyword.Status) == ("67076", "SANDBOX", "ACTIVE")
    assert api("<QueryKeywords><FirstResult>1</FirstResult></QueryKeywords>").all("Keyword") == []
