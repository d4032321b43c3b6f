using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>What an account's page shows beside its row in the tray: how it came, whose it was, what stopped its days, legal and closing.</summary>
public sealed class AccountFile() : StreamProjection<AccountRecord>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AccountPlaced), typeof(AccountTermsCorrected), typeof(AccountAssigned), typeof(AccountUnassigned), typeof(DaysPastDuePaused), typeof(DaysPastDueResumed),
        typeof(AccountSentToLegal), typeof(AccountReturnedFromLegal), typeof(AccountWrittenOff), typeof(AccountWithdrawn), typeof(AccountDebtorCorrected),
    ];

    public override AccountRecord? Evolve(AccountRecord? row, Recorded recorded) => recorded.Data switch
    {
        AccountPlaced e => new(
            e.AccountId, e.DebtorId, e.CampaignId, e.PortfolioId, e.Creditor, e.Reference, e.Balance, e.CutOffDate, e.CessionDate, e.OriginatorDaysPastDue,
            e.Moment.At, e.Moment.Date, e.ImportId)
        {
            Owners = row?.Owners ?? [],
            Pauses = [],
            Legal = row?.Legal ?? [],
        },
        _ when row is null => null,
        AccountTermsCorrected e => row with { CessionDate = e.NewCessionDate, OriginatorDaysPastDue = e.NewOriginatorDaysPastDue },
        AccountAssigned e => row with { Owners = [.. Ended(row.Owners, e.Moment.At), new(e.AgentId, e.TeamId, e.Strategy, e.Moment.At, Until: null, WhyEnded: null)] },
        AccountUnassigned e => row with { Owners = Ended(row.Owners, e.Moment.At, e.Reason) },
        DaysPastDuePaused e => row with { Pauses = [.. row.Pauses, new(e.From, Until: null, e.Reason)] },
        DaysPastDueResumed e => row with { Pauses = [.. row.Pauses.Select(pause => pause.Until is null ? pause with { Until = e.On } : pause)] },
        AccountSentToLegal e => row with { Legal = [.. row.Legal, new(e.Moment.Date, Until: null, e.Reason)] },
        AccountReturnedFromLegal e => row with { Legal = [.. row.Legal.Select(stay => stay.Until is null ? stay with { Until = e.Moment.Date } : stay)] },
        AccountWrittenOff e => row with { ClosedOn = e.Moment.Date, WhyClosed = e.Reason, Owners = Ended(row.Owners, e.Moment.At) },
        AccountWithdrawn e => row with { ClosedOn = e.Moment.Date, WhyClosed = e.Reason, Owners = Ended(row.Owners, e.Moment.At) },
        AccountDebtorCorrected e => row with { DebtorId = e.NewDebtorId },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("portfolio_id", "portfolioId").Text("debtor_id", "debtorId").Text("reference", "reference").Text("creditor", "creditor")
        .Text("placed_on", "placedOn")
        .Index(["reference"]).Index(["portfolio_id", "placed_on", "id"]);

    private static IReadOnlyList<AccountOwner> Ended(IReadOnlyList<AccountOwner> owners, DateTimeOffset at, string? why = null) =>
        [.. owners.Select(owner => owner.Until is null ? owner with { Until = at, WhyEnded = why } : owner)];
}

/// <param name="PlacedBalance">What was owed when it came, by component.</param>
public sealed record AccountRecord(
    AccountId AccountId, DebtorId DebtorId, CampaignId CampaignId, PortfolioId PortfolioId, string Creditor, string Reference, Balance PlacedBalance,
    DateOnly CutOffDate, DateOnly? CessionDate, int OriginatorDaysPastDue, DateTimeOffset PlacedAt, DateOnly PlacedOn, ImportId? ImportId)
{
    public IReadOnlyList<AccountOwner> Owners { get; init; } = [];
    public IReadOnlyList<AccountPause> Pauses { get; init; } = [];
    public IReadOnlyList<LegalStay> Legal { get; init; } = [];
    public DateOnly? ClosedOn { get; init; }
    public string? WhyClosed { get; init; }
}

/// <param name="Until"><c>null</c>: it still is his.</param>
public sealed record AccountOwner(UserId AgentId, TeamId? TeamId, string Strategy, DateTimeOffset Since, DateTimeOffset? Until, string? WhyEnded);

/// <param name="Until"><c>null</c>: the days still stand.</param>
public sealed record AccountPause(DateOnly From, DateOnly? Until, PauseReason Reason);

/// <param name="Until"><c>null</c>: it is still with the lawyers.</param>
public sealed record LegalStay(DateOnly Since, DateOnly? Until, string Reason);
