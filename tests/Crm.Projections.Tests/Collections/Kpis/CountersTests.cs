using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Collections.Kpis;
using Crm.Projections.Kpis;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Collections.Kpis;

/// <summary>Stored figures against the plainest recomputation from the events.</summary>
public sealed class CountersTests
{
    private static readonly IReadOnlyList<CounterProjection> All = [.. ReadModels.All.OfType<CounterProjection>()];

    [Fact]
    public void The_order_of_events_does_not_matter() =>
        Scripts.ForEveryHistory(office =>
        {
            foreach (var counters in All)
                Stored.Json(Folded.Counters(counters, office.History.Events.Reverse())).ShouldBe(Stored.Json(Folded.Counters(counters, office.History.Events)), counters.Name);
        }, tries: 20);

    [Fact]
    public void A_history_cut_in_two_adds_up() =>
        Scripts.ForEveryHistory(office =>
        {
            var half = office.History.Events.Count / 2;
            foreach (var counters in All)
            {
                var sums = Folded.Counters(counters, office.History.Events.Take(half));
                foreach (var (key, amount) in Folded.Counters(counters, office.History.Events.Skip(half)))
                    if ((sums[key] = sums.GetValueOrDefault(key) + amount) == 0) sums.Remove(key);
                Stored.Json(sums).ShouldBe(Stored.Json(Folded.Counters(counters, office.History.Events)), counters.Name);
            }
        }, tries: 20);

    [Fact]
    public void Attempts_are_those_that_were_not_voided() =>
        Scripts.ForEveryHistory(office =>
        {
            var standing = Standing(office.History.Events);
            Sum(office, new AttemptCounts(), AttemptCounts.Attempts).ShouldBe(standing.Count);
            Sum(office, new AttemptCounts(), AttemptCounts.Contacts).ShouldBe(standing.Count(e => e.Flags.HasFlag(DispositionFlags.Contact)));
            Sum(office, new AttemptCounts(), AttemptCounts.RightParty).ShouldBe(standing.Count(e => e.Flags.HasFlag(DispositionFlags.RightParty)));
            Sum(office, new DispositionCounts(), AttemptCounts.Attempts).ShouldBe(standing.Count);
            foreach (var agent in new[] { Agent, OtherAgent })
            {
                Folded.Sum(new AttemptCounts(), office.History.Events, AttemptCounts.Attempts, "agent_id", agent.ToString())
                    .ShouldBe(standing.Count(e => e.Work.AgentId == agent));
            }

            foreach (var portfolio in new[] { Known.Portfolio, OtherPortfolio })
            {
                Folded.Sum(new PortfolioAttemptCounts(), office.History.Events, AttemptCounts.Attempts, "portfolio_id", portfolio.ToString())
                    .ShouldBe(standing.Count(e => e.Accounts.Any(account => account.PortfolioId == portfolio)));
            }
        });

    [Fact]
    public void Accounts_of_a_period_are_counted_once_however_often_they_were_tried() =>
        Scripts.ForEveryHistory(office =>
        {
            var standing = Standing(office.History.Events);
            var days = Folded.Documents(new AccountDays(), office.History.Events).Values;

            days.Where(day => day.Attempts > 0).Select(day => day.AccountId).Distinct().Count()
                .ShouldBe(standing.SelectMany(e => e.Accounts).Select(account => account.AccountId).Distinct().Count());
            days.Where(day => day.Contacts > 0).Select(day => day.AccountId).Distinct().Count()
                .ShouldBe(standing.Where(e => e.Flags.HasFlag(DispositionFlags.Contact)).SelectMany(e => e.Accounts).Select(account => account.AccountId).Distinct().Count());
            days.Where(day => day.Promises > 0).Select(day => day.AccountId).Distinct().Count()
                .ShouldBe(office.History.Events.Select(recorded => recorded.Data).OfType<PromiseMade>().Select(e => e.AccountId).Distinct().Count());
            days.ShouldAllBe(day => day.Attempts >= 0 && day.Contacts >= 0 && day.RightParty >= 0);
        });

    [Fact]
    public void Promises_count_as_often_as_each_thing_happened() =>
        Scripts.ForEveryHistory(office =>
        {
            var data = office.History.Events.Select(recorded => recorded.Data).ToList();
            Sum(office, new PromiseCounts(), PromiseCounts.Made).ShouldBe(data.OfType<PromiseMade>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.Made + PromiseCounts.Amount).ShouldBe(data.OfType<PromiseMade>().Sum(e => e.Amount.Amount));
            Sum(office, new PromiseCounts(), PromiseCounts.Kept).ShouldBe(data.OfType<PromiseKept>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.Broken).ShouldBe(data.OfType<PromiseBroken>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.PartlyKept).ShouldBe(data.OfType<PromisePartlyKept>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.FoundKept).ShouldBe(data.OfType<PromiseFoundKept>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.CuredLate).ShouldBe(data.OfType<PromiseCuredLate>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.Unkept).ShouldBe(data.OfType<PromiseUnkept>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.Superseded).ShouldBe(data.OfType<PromiseSuperseded>().Count());
            Sum(office, new PromiseCounts(), PromiseCounts.Cancelled).ShouldBe(data.OfType<PromiseCancelled>().Count());
            foreach (var due in data.OfType<PromiseMade>().GroupBy(e => e.DueOn))
            {
                Folded.Sum(new PromiseDueCounts(), office.History.Events, PromiseCounts.Made + PromiseCounts.Amount, "due_on", Dimension.Of(due.Key))
                    .ShouldBe(due.Sum(e => e.Amount.Amount));
            }
        });

    [Fact]
    public void Recovery_is_what_was_confirmed_and_not_taken_back() =>
        Scripts.ForEveryHistory(office =>
        {
            var recovered = Sum(office, new PaymentCounts(), PaymentCounts.Confirmed + PaymentCounts.Amount)
                - Sum(office, new PaymentCounts(), PaymentCounts.Reversed + PaymentCounts.Amount);
            recovered.ShouldBe(office.All<Payment>().Where(payment => payment.Status is PaymentStatus.Confirmed).Sum(payment => payment.Amount.Amount));
        });

    [Fact]
    public void The_ledger_of_a_portfolio_is_the_sum_of_its_balances() =>
        Scripts.ForEveryHistory(office =>
        {
            foreach (var portfolio in office.AccountStates.GroupBy(account => account.PortfolioId))
            {
                var moved = office.History.Events.Where(recorded => new PortfolioLedger().Handles.Contains(recorded.Data.GetType()))
                    .SelectMany(new PortfolioLedger().Deltas)
                    .Where(delta => delta.Measure.EndsWith(PortfolioLedger.Amount, StringComparison.Ordinal) && delta.Key[1] == portfolio.Key.ToString()).ToList();
                moved.Sum(delta => delta.Amount).ShouldBe(portfolio.Sum(account => account.Balance.Total().Amount));
                Folded.Sum(new PortfolioLedger(), office.History.Events, PortfolioLedger.Credit, "portfolio_id", portfolio.Key.ToString())
                    .ShouldBe(portfolio.Sum(account => account.Credit.Amount));
            }
        });

    [Fact]
    public void An_attempt_at_the_campaigns_late_evening_counts_on_the_campaigns_date()
    {
        var history = new History().On(Attempt.Value, new ContactAttempted(
            Attempt, Known.Debtor, [new(Account, Known.Portfolio)], ContactChannel.Phone, ContactDirection.Outbound, null, null, "CODE", DispositionFlags.None, 1,
            Known.Work, At(6, 30, 23, 30), null, null, null, null, false));

        Folded.Counters(new AttemptCounts(), history.Events).Keys
            .ShouldBe([$"attempts|{Known.Campaign}|{Known.Team}|{Agent}|phone|outbound|2026-06-30|23"]);
    }

    [Fact]
    public void A_refused_contact_is_no_attempt()
    {
        var history = new History().On(Known.Debtor.Value, new ContactRefusedByPolicy(
            Known.Debtor, ContactChannel.Phone, null, Known.Work, At(6, 30, 20), 1, "collections.contact-outside-hours", "After 19:00", null));

        Folded.Counters(new AttemptCounts(), history.Events).Values.ShouldBe([1]);
        Folded.Sum(new AttemptCounts(), history.Events, AttemptCounts.Refused).ShouldBe(1);
    }

    private static decimal Sum(Office office, CounterProjection counters, string measure) => Folded.Sum(counters, office.History.Events, measure);

    private static List<ContactAttempted> Standing(IReadOnlyList<Recorded> events)
    {
        var voided = events.Select(recorded => recorded.Data).OfType<AttemptVoided>().Select(e => e.AttemptId).ToHashSet();
        return [.. events.Select(recorded => recorded.Data).OfType<ContactAttempted>().Where(e => !voided.Contains(e.AttemptId))];
    }
}
