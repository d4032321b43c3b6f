using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.TelecomSales;

public sealed class CallbackViewsTests
{
    private static readonly CallbackId Call = new(Id("cb01"));

    private static readonly CallbackScheduled Scheduled = new(
        Call, SaleKind.Portability, Known.Work, "Ana Peña", "+573001234567", At(6, 4, 16), At(6, 5, 0).At, "After pay day", Agent, At(6, 2));

    private static readonly CallbackDue Due = new(Call, SaleKind.Portability, Known.Work, At(6, 4, 16), At(6, 4, 16));

    private static readonly CallbackUnreached Unreached = new(
        Call, SaleKind.Portability, Known.Work, Id("ca01"), 1, At(6, 4, 16), At(6, 5, 9), At(6, 6, 0).At, null, Agent, At(6, 4, 17));

    [Fact]
    public void A_call_comes_due_waits_for_its_next_try_and_leaves_the_tray_when_it_is_won()
    {
        var history = new History().On(Call.Value, Scheduled, Due);
        var row = Folded.One(new CallbacksTray(), Call.Value, history)!;
        (row.State, row.Pending, row.DueOn, row.DueTime, row.CreatedOn).ShouldBe((CallbackState.Due, true, Day(6, 4), new TimeOnly(16, 0), Day(6, 2)));
        (row.NameSearch, row.PhoneSearch).ShouldBe(("ana pena", "573001234567"));

        history.On(Call.Value, Unreached);
        row = Folded.One(new CallbacksTray(), Call.Value, history)!;
        (row.State, row.Tries, row.DueAt, row.Note).ShouldBe((CallbackState.Scheduled, 1, At(6, 5, 9).At, "After pay day"));

        history.On(Call.Value, new CallbackWon(Call, SaleKind.Portability, Known.Work, new(Id("5a01")), null, Agent, At(6, 5, 9)));
        row = Folded.One(new CallbacksTray(), Call.Value, history)!;
        (row.State, row.Pending, row.SaleId).ShouldBe((CallbackState.Won, false, new SaleId(Id("5a01"))));
    }

    [Fact]
    public void Its_history_says_who_did_what_when_and_for_when()
    {
        var history = new History().On(Call.Value, Scheduled, Due, Unreached,
            new CallbackReassigned(Call, SaleKind.Portability, new(Known.Campaign, null, OtherAgent), Known.Work, "On leave", Supervisor, At(6, 4, 18)));
        Folded.One(new CallbackFile(), Call.Value, history)!.Entries.Select(entry => (entry.Step, entry.By, entry.DueAt, entry.AgentId)).ShouldBe(
        [
            (CallbackStep.Scheduled, Agent, At(6, 4, 16).At, Agent), (CallbackStep.Due, null, At(6, 4, 16).At, null),
            (CallbackStep.NotReached, Agent, At(6, 5, 9).At, null), (CallbackStep.Reassigned, Supervisor, null, OtherAgent),
        ]);
    }

    [Fact]
    public void Nothing_personal_is_left_when_its_texts_are_erased()
    {
        var history = new History().On(Call.Value, Scheduled, Unreached with { Note = "Ana's voice mail" }, new RecordTextErased(Call.Value, Call.Value));
        var texts = Stored.Json(Folded.One(new CallbacksTray(), Call.Value, history)) + Stored.Json(Folded.One(new CallbackFile(), Call.Value, history));
        texts.ShouldNotContain("Ana");
        texts.ShouldNotContain("300123");
        texts.ShouldNotContain("pay day");
    }

    [Fact]
    public void The_agenda_holds_the_instant_and_the_end_of_the_day_until_each_is_said()
    {
        var history = new History().On(Call.Value, Scheduled);
        (Item(history, CallbackAgenda.Due), Item(history, CallbackAgenda.Missed)).ShouldBe((At(6, 4, 16).At, At(6, 5, 0).At));

        history.On(Call.Value, Due);
        (Item(history, CallbackAgenda.Due), Item(history, CallbackAgenda.Missed)).ShouldBe((null, At(6, 5, 0).At));

        history.On(Call.Value, new CallbackMissed(Call, SaleKind.Portability, Known.Work, At(6, 4, 16), At(6, 5, 0)));
        (Item(history, CallbackAgenda.Due), Item(history, CallbackAgenda.Missed)).ShouldBe((null, null));

        history.On(Call.Value, Unreached);
        (Item(history, CallbackAgenda.Due), Item(history, CallbackAgenda.Missed)).ShouldBe((At(6, 5, 9).At, At(6, 6, 0).At));

        history.On(Call.Value, new CallbackCancelled(Call, SaleKind.Portability, Known.Work, "Over", Agent, At(6, 5, 9)));
        (Item(history, CallbackAgenda.Due), Item(history, CallbackAgenda.Missed)).ShouldBe((null, null));
    }

    /// <summary>An agenda that was rebuilt repeats no reminder: it is the fold of the same events, and the reminder that was said is one of them.</summary>
    [Fact]
    public void Whatever_happens_to_calls_the_agenda_awaits_exactly_what_the_call_itself_awaits()
    {
        foreach (var seed in Enumerable.Range(1, 60))
        {
            var (history, states) = SalesFloor.Living(seed);
            foreach (var callback in states)
            {
                var due = callback is { Status: CallbackStatus.Scheduled, Announced: false } ? callback.Due.At : (DateTimeOffset?)null;
                var missed = callback.Status is CallbackStatus.Scheduled ? callback.MissedAfter : (DateTimeOffset?)null;
                (Item(history, CallbackAgenda.Due, callback.Id.Value), Item(history, CallbackAgenda.Missed, callback.Id.Value)).ShouldBe((due, missed));
                var row = Folded.One(new CallbacksTray(), callback.Id.Value, history)!;
                (row.Pending, row.AgentId, row.DueAt, row.Tries).ShouldBe((callback.IsPending, callback.Work.AgentId, callback.Due.At, callback.Tries));
            }
        }
    }

    private static DateTimeOffset? Item(History history, string kind, Guid? stream = null) =>
        Folded.Documents(new CallbackAgenda(), history.Events).GetValueOrDefault($"{kind}:{stream ?? Call.Value}")?.DueAt;
}
