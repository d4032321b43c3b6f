using Crm.Domain.Kernel;

namespace Crm.Domain.Privacy.RetentionPolicies;

/// <summary>The terms of one campaign, or of the installation.</summary>
public sealed record RetentionPolicy(int Version, RetentionTerms Terms) : IAggregate<RetentionPolicy>
{
    public static RetentionPolicy? Evolve(RetentionPolicy? policy, object @event) => @event switch
    {
        RetentionPolicySet e => new(e.Version, e.Terms),
        _ => policy,
    };
}

public sealed record SetRetentionPolicy(CampaignId? CampaignId, RetentionTerms Terms, UserId? By);

public static class SetRetentionPolicyHandler
{
    private const int Longest = 50;

    public static Decision Handle(SetRetentionPolicy command, RetentionPolicy? policy)
    {
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            if (command.Terms.YearsOf(kind) is >= 0 and <= Longest) continue;
            return Decision.Refuse(new("privacy.retention-years", $"From 0 to {Longest} years.", [kind is RecordKind.Staff ? "terms.staff" : $"terms.{kind.ToString().ToLowerInvariant()}s"])
            {
                Figures = new Dictionary<string, object?> { ["most"] = Longest },
            });
        }

        return command.Terms == policy?.Terms
            ? Decision.AlreadySo
            : Decision.Append(new RetentionPolicySet(command.CampaignId, (policy?.Version ?? 0) + 1, command.Terms, command.By));
    }
}
