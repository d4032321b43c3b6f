using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>Begins a campaign with everything its work needs; what is left out is the country's default.</summary>
/// <param name="Code">Short name, unique for ever: capitals, digits and dashes. The id is derived from it.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Zone">IANA zone.</param>
/// <param name="Language">IETF tag: <c>es-CO</c>.</param>
public sealed record OpenCampaign(
    CampaignId CampaignId, string Code, string Name, string Country, Currency Currency, string Zone, string Language,
    BusinessCalendar? Calendar = null, ContactPolicy? ContactPolicy = null, CollectionPolicy? CollectionPolicy = null,
    IReadOnlyList<Disposition>? Dispositions = null);

public static class OpenCampaignHandler
{
    public static Decision Handle(OpenCampaign command, Campaign? campaign)
    {
        if (campaign is not null)
        {
            return (campaign.Code, campaign.Country, campaign.Currency, campaign.Zone) == (command.Code, command.Country, command.Currency, command.Zone)
                ? Decision.AlreadySo
                : Decision.Refuse("campaigns.code-taken", $"There is a campaign {campaign.Code} already.", "code");
        }

        if (Invalid(command) is { } refusal) return refusal;

        var colombian = command.Country == "CO";
        var calendar = command.Calendar ?? BusinessCalendar.Of(command.Country);
        var contact = command.ContactPolicy ?? (colombian ? ContactPolicy.Colombia : ContactPolicy.Permissive);
        var collection = command.CollectionPolicy ?? CollectionPolicy.Default;
        var dispositions = command.Dispositions ?? DefaultDispositions.All;
        var wrong = PolicyChecks.Of(calendar) ?? PolicyChecks.Of(contact) ?? PolicyChecks.Of(collection) ?? PolicyChecks.Of(dispositions);
        if (wrong is not null) return Decision.Refuse(wrong);

        return Decision.Append(
            new CampaignOpened(command.CampaignId, command.Code, command.Name.Trim(), command.Country, command.Currency, command.Zone, command.Language),
            new CampaignCalendarSet(command.CampaignId, 1, calendar),
            new ContactPolicySet(command.CampaignId, 1, contact),
            new CollectionPolicySet(command.CampaignId, 1, collection),
            new DispositionCatalogueSet(command.CampaignId, 1, dispositions));
    }

    private static Decision? Invalid(OpenCampaign command)
    {
        if (command.Code.Length is < 2 or > 30 || !command.Code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-'))
            return Decision.Refuse("campaigns.code-malformed", "A code has 2 to 30 capitals, digits and dashes.", "code");
        if (string.IsNullOrWhiteSpace(command.Name))
            return Decision.Refuse("campaigns.name-missing", "A campaign has a name.", "name");
        if (command.Country.Length != 2 || !command.Country.All(char.IsAsciiLetterUpper))
            return Decision.Refuse("campaigns.country-malformed", "A country is two capitals, as in CO.", "country");
        if (!WallClock.Knows(command.Zone))
            return Decision.Refuse("campaigns.zone-unknown", $"There is no IANA zone '{command.Zone}'.", "zone");
        if (!IsLanguage(command.Language))
            return Decision.Refuse("campaigns.language-malformed", "A language is a tag like es or es-CO.", "language");
        return null;
    }

    private static bool IsLanguage(string tag) => tag.Split('-') is [{ Length: 2 or 3 } language, .. { Length: <= 1 } region]
        && language.All(char.IsAsciiLetterLower)
        && region.All(part => part.Length == 2 && part.All(char.IsAsciiLetterUpper));
}
