using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.LeadBases;

/// <summary>Open a base to load leads into.</summary>
/// <param name="LeadBaseId">Derived from campaign, kind and name, so that there is one of a name.</param>
public sealed record OpenLeadBase(LeadBaseId LeadBaseId, CampaignId CampaignId, LeadKind Kind, string Country, string Name, UserId? By, BusinessMoment Now);

public sealed record CloseLeadBase(string Reason, UserId? By, BusinessMoment Now);

public sealed record ReopenLeadBase(string Reason, UserId? By, BusinessMoment Now);

public static class OpenLeadBaseHandler
{
    public const int MaxName = 100;

    /// <param name="base">The stream of the id: <c>null</c> unless there is such a base.</param>
    public static Decision Handle(OpenLeadBase command, LeadBase? @base)
    {
        if (@base is not null) return Decision.AlreadySo;
        var name = command.Name.Trim();
        return name.Length is 0 or > MaxName
            ? Decision.Refuse(Refusal.Of("telecom-sales.base-name-missing", $"Name the base, in {MaxName} characters at most.", ["name"], ("most", MaxName)))
            : Decision.Append(new LeadBaseOpened(command.LeadBaseId, command.CampaignId, command.Kind, command.Country, name, command.By, command.Now));
    }
}

public static class CloseLeadBaseHandler
{
    public static Decision Handle(CloseLeadBase command, LeadBase @base) =>
        @base.Closed ? Decision.AlreadySo
        : @base.Loading is not null ? Decision.Refuse("telecom-sales.base-loading", "A file is being loaded into the base; wait for its end.")
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("telecom-sales.reason-missing", "Say why.", "reason")
        : Decision.Append(new LeadBaseClosed(@base.Id, @base.CampaignId, command.Reason.Trim(), command.By, command.Now));
}

public static class ReopenLeadBaseHandler
{
    public static Decision Handle(ReopenLeadBase command, LeadBase @base) =>
        !@base.Closed ? Decision.AlreadySo
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("telecom-sales.reason-missing", "Say why.", "reason")
        : Decision.Append(new LeadBaseReopened(@base.Id, @base.CampaignId, command.Reason.Trim(), command.By, command.Now));
}
