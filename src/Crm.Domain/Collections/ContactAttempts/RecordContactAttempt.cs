using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactAttempts;

/// <summary>
/// Log a contact or try with its outcome and everything that follows from it. The contact policy never refuses it: what was
/// done is a fact, and says when it was done outside the policy.
/// </summary>
/// <remarks>
/// An outcome that is a promise or an agreement states its amount and date here; the promise or the agreement itself is the
/// next command, with this attempt's id, so that it is refused or taken by its own rules without losing the attempt.
/// </remarks>
/// <param name="AttemptId">Made by the caller; hearing the command again with it logs no second attempt.</param>
/// <param name="Accounts">The accounts it was about; empty: all accounts of the debtor that were handed over.</param>
/// <param name="Disposition">Code of the outcome.</param>
/// <param name="PermitId">The permit it was made on, if one was asked for.</param>
/// <param name="FollowUp">The next contact that was arranged; an outcome that is a callback needs one.</param>
/// <param name="Moment">When it ended, at the campaign's wall clock.</param>
public sealed record RecordContactAttempt(
    AttemptId AttemptId, IReadOnlyList<AccountId> Accounts, ContactChannel Channel, ContactDirection Direction, string Disposition,
    Work Work, BusinessMoment Moment, AttemptRules Rules,
    Guid? PhoneId = null, Guid? EmailId = null, string? Notes = null, Money? Amount = null, DateOnly? Date = null,
    int? DurationSeconds = null, string? RecordingReference = null, Guid? PermitId = null, NextContact? FollowUp = null);

/// <param name="OwnerId">Who is to make it; <c>null</c>: who made the attempt.</param>
public sealed record NextContact(FollowUpId FollowUpId, DateTimeOffset DueAt, UserId? OwnerId = null, string? Note = null);

public static class RecordContactAttemptHandler
{
    /// <param name="attempt">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    /// <param name="debtor">The debtor it is about.</param>
    /// <param name="guard">The guard of who was contacted, <see cref="ContactGuard.StreamOf"/>; <c>null</c> before his first contact.</param>
    /// <param name="accounts">The named accounts, or all of the debtor's in the campaign where none is named.</param>
    /// <param name="person">Who was contacted where it was not the debtor himself.</param>
    public static Decision Handle(
        RecordContactAttempt command, ContactAttempt? attempt, Debtor debtor, ContactGuard? guard, IReadOnlyList<DebtAccount> accounts, Debtor? person = null)
    {
        if (attempt is not null)
        {
            return attempt.DebtorId == debtor.Id && attempt.Disposition == command.Disposition
                ? Decision.AlreadySo
                : Decision.Refuse("collections.attempt-differs", "The id belongs to another attempt.", "attemptId");
        }

        var contacted = person ?? debtor;
        if (debtor.RefusalWhenMoved() is { } moved) return Decision.Refuse(moved);
        if (command.Rules.Dispositions.FirstOrDefault(known => known.Code == command.Disposition) is not { } disposition)
            return Decision.Refuse("collections.disposition-unknown", $"The campaign has no outcome '{command.Disposition}'.", "disposition");
        if (AttemptChecks.Refuse(command, disposition, debtor, contacted, accounts) is { } refusal) return Decision.Refuse(refusal);

        var logged = Logged(command, disposition, debtor, guard, accounts, person);
        var rightParty = disposition.Flags.HasFlag(DispositionFlags.RightParty);
        var decision = Decision.Append(logged)
            .And<ContactGuard>(ContactGuard.StreamOf(contacted.Id), new ContactCounted(
                contacted.Id, command.AttemptId, command.Channel, command.Direction, rightParty,
                BusinessMoment.Of(command.Moment.At, PhoneOf(contacted, command)?.Zone ?? command.Rules.Contact.Zone), logged.PermitId))
            .And<Debtor>(contacted.Id.Value, [.. Learned(command, disposition, contacted)]);
        decision = accounts.Aggregate(decision, (all, account) => all.And<DebtAccount>(
            account.Id.Value, new AccountContacted(account.Id, command.AttemptId, command.Work, rightParty, command.Moment)));

        return command.FollowUp is not { } next ? decision : decision.And<FollowUp>(next.FollowUpId.Value, ScheduleFollowUpHandler.Scheduled(
            next.FollowUpId, debtor.Id, accounts.Count == 1 ? accounts[0].Id : null, command.AttemptId, OwnerOf(next, command)!.Value,
            command.Work, next.DueAt, command.Moment.Zone, next.Note));
    }

    internal static UserId? OwnerOf(NextContact next, RecordContactAttempt command) => next.OwnerId ?? command.Work.AgentId;

    private static ContactAttempted Logged(
        RecordContactAttempt command, Disposition disposition, Debtor debtor, ContactGuard? guard, IReadOnlyList<DebtAccount> accounts, Debtor? person)
    {
        // Allowed or not is asked of the instant at which it began: an hour's call does not outlast its permit.
        var began = command.Moment.At - TimeSpan.FromSeconds(command.DurationSeconds ?? 0);
        var permit = guard?.Permits.FirstOrDefault(permit =>
            permit.Id == command.PermitId && permit.Channel == command.Channel && permit.IsOpenAt(began));
        var contact = PlannedContact.To(debtor, person, guard, command.Channel, command.PhoneId, command.Work.AgentId, command.Rules.Contact);
        var outside = command.Direction is ContactDirection.Outbound && permit is null && PolicyCheck.At(began, contact) is not null;

        return new(
            command.AttemptId, debtor.Id, [.. accounts.Select(account => new AttemptedAccount(account.Id, account.PortfolioId))],
            command.Channel, command.Direction, command.PhoneId, command.EmailId, disposition.Code, disposition.Flags, command.Rules.CatalogueVersion,
            command.Work, command.Moment, string.IsNullOrWhiteSpace(command.Notes) ? null : command.Notes.Trim(), command.DurationSeconds,
            command.RecordingReference, permit?.Id, outside, person?.Id, command.Amount, command.Date);
    }

    /// <summary>What the outcome says about the person who was contacted and is not known yet.</summary>
    private static IEnumerable<IEvent> Learned(RecordContactAttempt command, Disposition disposition, Debtor contacted)
    {
        if (contacted.MovedTo is not null) yield break;
        if (disposition.Flags.HasFlag(DispositionFlags.WrongNumber) && PhoneOf(contacted, command) is { State: not PhoneState.Wrong } phone)
            yield return new PhoneMarkedWrong(contacted.Id, phone.Id, command.AttemptId);
        if (disposition.Flags.HasFlag(DispositionFlags.DoNotContact) && !contacted.DoNotContact)
            yield return new DoNotContactRequested(contacted.Id, disposition.Code, command.AttemptId);
        if (disposition.Flags.HasFlag(DispositionFlags.Deceased) && !contacted.Deceased)
            yield return new DebtorReportedDeceased(contacted.Id, "attempt", command.AttemptId);
    }

    private static DebtorPhone? PhoneOf(Debtor contacted, RecordContactAttempt command) => command.PhoneId is { } id ? contacted.Phone(id) : null;
}
