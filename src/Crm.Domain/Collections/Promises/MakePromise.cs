using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Promises;

/// <summary>Take a debtor's promise of an amount by a date.</summary>
/// <param name="PromiseId">Made by the caller; hearing the command again with it makes no second promise.</param>
/// <param name="BySupervisor">Whether who takes it may allow the longer term.</param>
public sealed record MakePromise(
    PromiseId PromiseId, Money Amount, DateOnly DueOn, PromiseOrigin Origin, AttemptId? AttemptId, Work Work, bool BySupervisor,
    BusinessMoment Now, CampaignRules Rules);

public static class MakePromiseHandler
{
    /// <param name="promise">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    /// <param name="account">The account it is about.</param>
    /// <param name="open">The state of <see cref="DebtAccount.OpenPromise"/>, which this one supersedes; <c>null</c> when there is none.</param>
    public static Decision Handle(MakePromise command, PromiseToPay? promise, DebtAccount account, PromiseToPay? open)
    {
        if (promise is not null)
        {
            return promise.AccountId == account.Id && promise.Amount == command.Amount && promise.DueOn == command.DueOn
                ? Decision.AlreadySo
                : Decision.Refuse("collections.promise-differs", $"The id belongs to a promise of {promise.Amount} by {promise.DueOn:yyyy-MM-dd}.", nameof(command.PromiseId));
        }

        if ((Standing.RefuseClosed(account) ?? RefuseTerms(command, account) ?? RefuseBinding(command, account, open)) is { } refusal) return Decision.Refuse(refusal);

        var made = Made(command, account, open);
        var decision = Decision.Append(made);
        if (open is not null) decision = decision.And<PromiseToPay>(open.Id.Value, Superseded(open, command));
        IReadOnlyList<IEvent> ended = open is null ? [] : [new AccountPromiseEnded(account.Id, open.Id, PromiseOutcome.Superseded, account.PriorityRaised)];
        return decision.And<DebtAccount>(account.Id.Value,
            [.. ended, new AccountPromised(account.Id, made.PromiseId, made.Amount, made.DueOn, command.Now.Date, made.LastDayToKeep)]);
    }

    private static Refusal? RefuseTerms(MakePromise command, DebtAccount account)
    {
        var terms = command.Rules.Policy.Promises;
        var (today, latest) = (command.Now.Date, command.Now.Date.AddDays(command.BySupervisor ? terms.SupervisorMaxDaysAhead : terms.MaxDaysAhead));
        if (Amounts.Refuse(command.Amount, account.Currency, nameof(command.Amount)) is { } amount) return amount;
        if (command.Amount > account.Balance.Total())
        {
            return Refusals.Of("collections.promise-exceeds-balance", $"{command.Amount} is more than the balance of {account.Balance.Total()}.",
                [nameof(command.Amount)], ("amount", command.Amount), ("balance", account.Balance.Total()));
        }

        return command.DueOn < today || command.DueOn > latest
            ? Refusals.Of("collections.promise-due-out-of-range", $"Due {command.DueOn:yyyy-MM-dd} is not between {today:yyyy-MM-dd} and {latest:yyyy-MM-dd}.",
                [nameof(command.DueOn)], ("due", command.DueOn), ("earliest", today), ("latest", latest))
            : null;
    }

    private static Refusal? RefuseBinding(MakePromise command, DebtAccount account, PromiseToPay? open)
    {
        if (account.OpenAgreement is not null) return Standing.RefuseBound(account);
        if (open?.Id != account.OpenPromise) throw new InvalidOperationException("The account's open promise was not handed over.");
        if (open is null) return null;
        if (command.Now.Date >= open.DueOn)
        {
            return Refusals.Of("collections.promise-due", $"The promise of {open.Amount} was due {open.DueOn:yyyy-MM-dd}; it is replaced only before.",
                [], ("due", open.DueOn));
        }

        var most = command.Rules.Policy.Promises.MaxSupersessions;
        return open.Supersessions >= most
            ? Refusals.Of("collections.promise-superseded-too-often", $"It was replaced {open.Supersessions} times in a row; {most} are allowed.", [], ("most", most))
            : null;
    }

    private static PromiseMade Made(MakePromise command, DebtAccount account, PromiseToPay? open)
    {
        var (terms, today) = (command.Rules.Policy.Promises, command.Now.Date);
        return new(
            command.PromiseId, account.Id, account.DebtorId, account.PortfolioId, command.Work, command.Amount, command.DueOn,
            LastDayToKeep: command.Rules.Calendar.AddWorkingDays(command.DueOn, terms.GraceWorkingDays),
            KeptFrom: command.Amount - command.Amount * terms.Tolerance,
            ReminderDates: [.. terms.ReminderDaysBefore.Select(days => command.DueOn.AddDays(-days)).Where(on => on > today).Distinct().Order()],
            command.Origin, command.AttemptId, open?.Id, open is null ? 0 : open.Supersessions + 1, command.Rules.PolicyVersion, command.Now);
    }

    private static PromiseSuperseded Superseded(PromiseToPay open, MakePromise command) => new(
        open.Id, open.AccountId, open.DebtorId, open.PortfolioId, open.Work, command.PromiseId, open.Amount, open.DueOn, command.Now);
}
