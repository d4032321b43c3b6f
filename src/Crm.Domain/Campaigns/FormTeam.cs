using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

public sealed record FormTeam(TeamId TeamId, string Name);

public static class FormTeamHandler
{
    public static Decision Handle(FormTeam command, Campaign campaign)
    {
        if (campaign.Teams.Any(team => team.Id == command.TeamId)) return Decision.AlreadySo;
        if (campaign.RefusalWhenClosed() is { } closed) return closed;

        var name = command.Name.Trim();
        if (name.Length == 0) return Decision.Refuse("campaigns.team-name-missing", "A team has a name.", "name");
        if (campaign.Teams.Any(team => !team.Dissolved && string.Equals(team.Name, name, StringComparison.OrdinalIgnoreCase)))
            return Decision.Refuse("campaigns.team-name-taken", $"The campaign has a team '{name}' already.", "name");

        return Decision.Append(new TeamFormed(campaign.Id, command.TeamId, name));
    }
}
