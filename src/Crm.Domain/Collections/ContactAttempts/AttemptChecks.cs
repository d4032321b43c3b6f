using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactAttempts;

/// <summary>What an attempt has to carry: what is wrong is its form, never that it was made.</summary>
internal static class AttemptChecks
{
    public const int MaxNotes = 4_000, MaxReference = 200, MaxSeconds = 86_400;

    public static Refusal? Refuse(
        RecordContactAttempt command, Disposition disposition, Debtor debtor, Debtor contacted, IReadOnlyList<DebtAccount> accounts) =>
        Form(command, contacted)
        ?? Accounts(command, debtor, accounts)
        ?? Required(command, disposition)
        ?? Stated(command, disposition, accounts)
        ?? FollowUp(command, disposition);

    private static Refusal? Form(RecordContactAttempt command, Debtor contacted)
    {
        if (command.Notes?.Length > MaxNotes)
            return Refusals.Of("collections.note-too-long", $"A note has {MaxNotes} characters at most.", ["notes"], ("most", MaxNotes), ("length", command.Notes.Length));
        if (command.RecordingReference?.Length > MaxReference)
            return Refusals.Of("collections.reference-too-long", $"A reference has {MaxReference} characters at most.", ["recordingReference"], ("most", MaxReference));
        if (command.DurationSeconds is < 0 or > MaxSeconds)
            return Refusals.Of("collections.duration-invalid", $"A contact lasts from 0 to {MaxSeconds} seconds.", ["durationSeconds"], ("most", MaxSeconds));
        if (command.PhoneId is { } phone && contacted.Phone(phone) is null) return new("collections.phone-unknown", "The person has no such phone.", ["phoneId"]);
        if (command.EmailId is { } email && contacted.Email(email) is null) return new("collections.email-unknown", "The person has no such e-mail.", ["emailId"]);
        return null;
    }

    private static Refusal? Accounts(RecordContactAttempt command, Debtor debtor, IReadOnlyList<DebtAccount> accounts)
    {
        if (accounts.Count == 0) return new("collections.attempt-without-account", "An attempt is about an account of the debtor.", ["accounts"]);
        if (accounts.Any(account => account.DebtorId != debtor.Id))
            return new("collections.account-of-another-debtor", "An account is another debtor's.", ["accounts"]);
        return accounts.Any(account => account.CampaignId != command.Work.CampaignId)
            ? new("collections.account-of-another-campaign", "An account is another campaign's.", ["accounts"])
            : null;
    }

    private static Refusal? Required(RecordContactAttempt command, Disposition disposition)
    {
        if (!disposition.Active) return Refusals.Of("collections.disposition-retired", $"{disposition.Code} is no longer used.", ["disposition"], ("disposition", disposition.Code));

        var needs = disposition.Requires;
        if (needs.HasFlag(DispositionRequirements.Account) && command.Accounts.Count == 0) return Missing("collections.account-missing", "account", "accounts");
        if (needs.HasFlag(DispositionRequirements.Amount) && command.Amount is null) return Missing("collections.amount-missing", "amount", "amount");
        if (needs.HasFlag(DispositionRequirements.Date) && command.Date is null) return Missing("collections.date-missing", "date", "date");
        if (needs.HasFlag(DispositionRequirements.Note) && string.IsNullOrWhiteSpace(command.Notes)) return Missing("collections.note-missing", "note", "notes");
        if (disposition.Flags.HasFlag(DispositionFlags.WrongNumber) && command.PhoneId is null) return Missing("collections.phone-missing", "phone", "phoneId");
        return null;

        Refusal Missing(string code, string what, string field) => Refusals.Of(
            code, $"{disposition.Code} needs: {what}.", [field], ("disposition", disposition.Code));
    }

    private static Refusal? Stated(RecordContactAttempt command, Disposition disposition, IReadOnlyList<DebtAccount> accounts)
    {
        if (command.Amount is { } amount && Amounts.Refuse(amount, accounts[0].Currency, "amount") is { } refusal) return refusal;

        var commits = (disposition.Flags & (DispositionFlags.Promise | DispositionFlags.Agreement)) != 0;
        return commits && command.Date < command.Moment.Date
            ? Refusals.Of("collections.date-in-the-past", $"{command.Date:yyyy-MM-dd} is before {command.Moment.Date:yyyy-MM-dd}.", ["date"],
                ("date", command.Date), ("today", command.Moment.Date))
            : null;
    }

    private static Refusal? FollowUp(RecordContactAttempt command, Disposition disposition)
    {
        if (command.FollowUp is not { } next)
        {
            return disposition.Flags.HasFlag(DispositionFlags.Callback)
                ? Refusals.Of("collections.follow-up-missing", $"{disposition.Code} arranges a next contact: say when.", ["followUp"], ("disposition", disposition.Code))
                : null;
        }

        if (RecordContactAttemptHandler.OwnerOf(next, command) is null) return new("collections.follow-up-without-owner", "Somebody has to make the next contact.", ["followUp"]);
        return FollowUps.FollowUpChecks.Refuse(next.DueAt, command.Moment.At, next.Note);
    }
}
