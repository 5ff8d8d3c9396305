"""A campaign made of a list in four requests, none of which waits for the one before."""

from time import monotonic, sleep

import pytest

from tests.clients import Php, Sandbox, Zeep

CALLS = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
WINDOW = {
    "StartTimeOfDay": "10:00:00",
    "StopTimeOfDay": "18:00:00",
    "TimeZone": "America/Los_Angeles",
    "DaysOfWeek": [],
}
ALL_DAY = WINDOW | {"StartTimeOfDay": "00:00:00", "StopTimeOfDay": "00:00:00"}
SECONDS = 300


def numbers(how_many):
    return [f"1213{220 + at // 9000}{1000 + at % 9000}" for at in range(how_many)]


def contacts(how_many):
    """Answer a file of contacts."""
    return "firstName,homePhone\n" + "".join(f"Ann,{each}\n" for each in numbers(how_many))


def by_zeep(url, how_many):
    api = Zeep(url)
    source = {"File": contacts(how_many).encode()}
    listed = api.CreateContactList(Name="List", ContactSource=source)
    broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "VoiceBroadcastConfig": CALLS})
    batch = api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed)
    schedule = api.CreateBroadcastSchedule(BroadcastId=broadcast, BroadcastSchedule=WINDOW)
    seen = [api.GetContactList(listed).Status, api.GetContactBatch(batch).Status]
    api.close()
    return listed, broadcast, batch, schedule, seen


def by_php(url, how_many, php):
    return Php(php, url).answer(
        f"""
        $rows = '';
        for ($at = 0; $at < {how_many}; $at++) {{
            $rows .= 'Ann,1213' . (220 + intdiv($at, 9000)) . (1000 + $at % 9000) . "\\n";
        }}
        $client = client();
        $source = ['File' => "firstName,homePhone\\n" . $rows];
        $list = $client->CreateContactList(['Name' => 'List', 'ContactSource' => $source]);
        $config = call()->VoiceBroadcastConfig;
        $broadcast = $client->CreateBroadcast(
            ['Broadcast' => ['Name' => 'x', 'VoiceBroadcastConfig' => $config]]);
        $batch = $client->CreateContactBatch(['BroadcastId' => $broadcast, 'ContactListId' => $list]);
        $window = ['StartTimeOfDay' => '10:00:00', 'StopTimeOfDay' => '18:00:00',
                   'TimeZone' => 'America/Los_Angeles', 'DaysOfWeek' => ''];
        $schedule = $client->CreateBroadcastSchedule(
            ['BroadcastId' => $broadcast, 'BroadcastSchedule' => $window]);
        show([$list, $broadcast, $batch, $schedule, [
            $client->GetContactList(['Id' => $list])->Status,
            $client->GetContactBatch(['Id' => $batch])->Status,
        ]]);
        """
    )


@pytest.fixture(params=["zeep", "php"])
def make_campaign(request):
    """Answer what makes the campaign with either client, given the address and how many contacts there are."""
    if request.param == "zeep":
        return by_zeep
    php = request.getfixturevalue("php")
    return lambda url, how_many: by_php(url, how_many, php)


def wait_for(is_so):
    deadline = monotonic() + SECONDS
    while not is_so():
        assert monotonic() < deadline
        sleep(0.05)


@pytest.mark.parametrize("how_many", [3, 1_500])
def test_it_goes_out_when_the_window_opens(make_campaign, sandbox, api, how_many):
    listed, broadcast, batch, _, seen = make_campaign(sandbox.url, how_many)
    assert seen == (["ACTIVE", "ACTIVE"] if how_many == 3 else ["VALIDATING", "NEW"])
    sandbox.advance(3599)
    assert (api.GetContactList(listed).Status, api.GetContactList(listed).Size) == ("ACTIVE", how_many)
    assert (api.GetContactBatch(batch).Status, api.GetContactBatch(batch).Remaining) == ("ACTIVE", how_many)
    assert (api.GetBroadcast(broadcast).Status, sandbox.carrier()) == ("STOPPED", [])
    sandbox.advance(3600)
    assert sorted(entry["to"] for entry in sandbox.carrier()) == numbers(how_many)
    assert min(entry["at"] for entry in sandbox.carrier()) == "2026-01-05T18:00:00Z"
    assert (api.GetBroadcast(broadcast).Status, api.GetContactBatch(batch).Remaining) == ("FINISHED", 0)


def test_it_goes_out_when_the_window_opens_while_time_passes_by_itself(make_campaign, program):
    with program.serving("sandbox", "--clock", "real", "--speed", "20") as service:
        sandbox, api = Sandbox(service.url), Zeep(service.url)
        # Ten in the morning in California is three seconds away.
        sandbox.have("PUT", "clock", {"now": "2035-01-08T17:59:00Z"})
        listed, broadcast, batch, *_ = make_campaign(service.url, 1_500)
        wait_for(lambda: api.GetBroadcast(broadcast).Status == "FINISHED")
        assert api.GetContactList(listed).Size == 1_500
        assert api.GetContactBatch(batch).Remaining == 0
        journal = sandbox.carrier()
        api.close()
        sandbox.close()
    assert sorted(entry["to"] for entry in journal) == numbers(1_500)
    assert min(entry["at"][:19] for entry in journal) >= "2035-01-08T18:00:00"


@pytest.mark.parametrize("seconds", [0, 0.1, 0.3])
def test_it_goes_out_once_though_the_service_is_killed_while_the_list_is_checked(program, seconds):
    database = str(program.folder / "service.db")
    service = program.start("sandbox", "--database", database)
    api = Zeep(service.url)
    listed = api.CreateContactList(Name="List", ContactSource={"File": contacts(10_000).encode()})
    broadcast = api.CreateBroadcast(Broadcast={"Name": "x", "TextBroadcastConfig": {"Message": "Hi"}})
    batch = api.CreateContactBatch(BroadcastId=broadcast, ContactListId=listed)
    api.CreateBroadcastSchedule(BroadcastId=broadcast, BroadcastSchedule=ALL_DAY)
    sleep(seconds)
    service.kill()
    api.close()

    with program.serving("sandbox", "--database", database) as again:
        sandbox, api = Sandbox(again.url), Zeep(again.url)
        wait_for(lambda: api.GetBroadcast(broadcast).Status == "FINISHED")
        assert (api.GetContactList(listed).Size, api.GetContactBatch(batch).Remaining) == (10_000, 0)
        journal = sandbox.carrier()
        api.close()
        sandbox.close()
    assert sorted(entry["to"] for entry in journal) == sorted(numbers(10_000))
