using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Requesters;

/// <summary>Know a customer by his contact data; knowing him again changes nothing.</summary>
/// <param name="RequesterId">Derived from campaign and e-mail or phone.</param>
/// <param name="Country">Whose numbering plan a phone without a country's code follows: ISO 3166-1 alpha-2.</param>
public sealed record RegisterRequester(RequesterId RequesterId, CampaignId? CampaignId, string Country, string FullName, string? Email, string? Phone);

public static class RegisterRequesterHandler
{
    public static Decision Handle(RegisterRequester command, Requester? requester)
    {
        if (requester is not null) return requester.Erased ? RequesterChecks.Erased : Decision.AlreadySo;

        return RequesterChecks.Refuse(command.Country, command.FullName, command.Email, command.Phone) ?? Decision.Append(new RequesterRegistered(
            command.RequesterId, command.CampaignId, command.FullName.Trim(), RequesterChecks.EmailOf(command.Email), RequesterChecks.PhoneOf(command.Country, command.Phone)));
    }
}

public sealed record CorrectRequester(string Country, string FullName, string? Email, string? Phone, UserId? By);

public static class CorrectRequesterHandler
{
    public static Decision Handle(CorrectRequester command, Requester requester)
    {
        if (requester.Erased) return RequesterChecks.Erased;
        if (RequesterChecks.Refuse(command.Country, command.FullName, command.Email, command.Phone) is { } refusal) return refusal;

        var (name, email, phone) = (command.FullName.Trim(), RequesterChecks.EmailOf(command.Email), RequesterChecks.PhoneOf(command.Country, command.Phone));
        return (requester.FullName, requester.Email, requester.Phone) == (name, email, phone)
            ? Decision.AlreadySo
            : Decision.Append(new RequesterCorrected(requester.Id, name, email, phone, command.By));
    }
}

internal static class RequesterChecks
{
    private const int MaxName = 200;

    public static Decision Erased => Decision.Refuse("tickets.requester-erased", "The requester's data was erased: nothing more is written about him.", "requester");

    public static string? EmailOf(string? email) => string.IsNullOrWhiteSpace(email) ? null : EmailAddress.Normalize(email).Value;

    public static string? PhoneOf(string country, string? phone) => string.IsNullOrWhiteSpace(phone) ? null : PhoneNumber.Parse(country, phone).Number;

    public static Decision? Refuse(string country, string name, string? email, string? phone)
    {
        if (name.Trim().Length is 0 or > MaxName)
            return Decision.Refuse(Refusal.Of("tickets.requester-name-malformed", $"A name has 1 to {MaxName} characters.", ["requester.fullName"], ("most", MaxName)));
        if (string.IsNullOrWhiteSpace(email) && string.IsNullOrWhiteSpace(phone))
            return Decision.Refuse("tickets.requester-unreachable", "He has to be reachable: an e-mail address or a phone.", "requester.email", "requester.phone");
        if (!string.IsNullOrWhiteSpace(email) && EmailAddress.Normalize(email).Problem is { } wrongEmail)
            return Decision.Refuse(Refusal.Of("tickets.requester-email-malformed", wrongEmail.Reason, ["requester.email"], ("problem", wrongEmail.Code)));
        if (!string.IsNullOrWhiteSpace(phone) && PhoneNumber.Parse(country, phone).Problem is { } wrongPhone)
            return Decision.Refuse(Refusal.Of("tickets.requester-phone-malformed", wrongPhone.Reason, ["requester.phone"], ("problem", wrongPhone.Code)));
        return null;
    }
}
