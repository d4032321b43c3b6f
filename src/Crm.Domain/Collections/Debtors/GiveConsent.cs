using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Debtors;

/// <param name="Purpose">What it is for: <c>collection</c>, <c>marketing</c>.</param>
/// <param name="TextVersion">Version of the text he consented to.</param>
public sealed record GiveConsent(string Purpose, string TextVersion, ContactChannel Channel);

public static class GiveConsentHandler
{
    public static Decision Handle(GiveConsent command, Debtor debtor)
    {
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (string.IsNullOrWhiteSpace(command.Purpose) || string.IsNullOrWhiteSpace(command.TextVersion))
            return Decision.Refuse("collections.consent-incomplete", "A consent names its purpose and the version of the text.", "purpose", "textVersion");

        var consent = new Consent(command.Purpose.Trim(), command.TextVersion.Trim(), command.Channel);
        return debtor.Consents.Contains(consent)
            ? Decision.AlreadySo
            : Decision.Append(new ConsentGiven(debtor.Id, consent.Purpose, consent.TextVersion, consent.Channel));
    }
}
