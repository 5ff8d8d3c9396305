"""What operators may decide about contact lists."""

from tests.clients import Zeep

NUMBER = "12132201001"
FILE = f"firstName,homePhone,favourite_colour,custom data1,id\nAnn,{NUMBER},red,x,7\n".encode()


def test_lists_are_counted_if_wanted_k1_and_headers_kept_k6(program):
    with program.serving("sandbox", "--clock", "manual", "--count-lists", "--keep-headers") as service:
        api = Zeep(service.url)
        listed = api.CreateContactList(Name="x", ContactSource={"File": FILE})
        assert api.QueryContactLists(FirstResult=5).TotalResults == 1
        [contact] = api.QueryContacts(ContactListId=listed, Field="favourite_colour", String="RED").Contact
        assert contact["_attr_1"] == {"favourite_colour": "red", "D": "x", "E": "7"}
        api.close()
