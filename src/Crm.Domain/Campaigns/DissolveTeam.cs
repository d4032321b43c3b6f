using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

public sealed record DissolveTeam(TeamId TeamId);

public static class DissolveTeamHandler
{
    public static Decision Handle(DissolveTeam command, Campaign campaign) =>
        campaign.Teams.FirstOrDefault(team => team.Id == command.TeamId) switch
        {
            null => Decision.Refuse("campaigns.team-unknown", "The campaign has no such team.", "teamId"),
            { Dissolved: true } => Decision.AlreadySo,
            _ => Decision.Append(new TeamDissolved(campaign.Id, command.TeamId)),
        };
}
