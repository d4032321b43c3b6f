using Crm.Domain.Kernel;

namespace Crm.Projections.Tests;

public sealed class TrayRouteTests
{
    [Theory]
    [InlineData(true, true, true, 2, "working")]
    [InlineData(true, true, false, 1, null)]
    [InlineData(false, true, true, 0, "unassigned")]
    [InlineData(false, false, false, 0, null)]
    [InlineData(false, false, true, 3, null)]
    public void A_route_comes_back_as_it_was_kept(bool campaign, bool team, bool queue, int people, string? place)
    {
        var route = new TrayRoute(
            campaign ? new CampaignId(Guid.CreateVersion7()) : null, team ? new TeamId(Guid.CreateVersion7()) : null,
            [.. Enumerable.Range(0, people).Select(_ => new UserId(Guid.CreateVersion7()))], place)
        { Queue = queue ? new QueueId(Guid.CreateVersion7()) : null };

        var back = TrayRoute.From(route.Texts);
        (back.Campaign, back.Team, back.Place, back.Queue).ShouldBe((route.Campaign, route.Team, route.Place, route.Queue));
        back.People.ShouldBe(route.People);
    }

    [Fact]
    public void A_route_kept_before_there_were_queues_still_says_whose_it_was()
    {
        var (campaign, person) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var back = TrayRoute.From([campaign.ToString(), null, null, person.ToString()]);
        (back.Campaign, back.Team, back.Place, back.Queue).ShouldBe((new CampaignId(campaign), null, null, null));
        back.People.ShouldBe([new UserId(person)]);
    }
}
