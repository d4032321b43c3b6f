using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.Reactions;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Tasks;

public sealed class TaskCausesTests
{
    // A Friday; Monday is a holiday in Colombia.
    private static readonly BusinessMoment Friday = At(2026, 6, 5);
    private static readonly PromiseBroken Broken = new(Promise, Account, Debtor, Portfolio, Known.Work, Cop(300_000), Cop(300_000), Friday.Date, Friday);

    [Fact]
    public void A_broken_promise_is_something_to_do_for_who_took_it_by_noon_of_the_next_working_day()
    {
        var task = TaskCauses.Of(Broken, new(Id("7a01")), Id("e001"), BusinessCalendar.Colombia, Friday)!;

        (task.AssigneeId, task.TeamId, task.DebtorId, task.SubjectId).ShouldBe((Agent, Team, Debtor, Debtor.Value));
        (task.Trigger, task.Priority, task.CauseId, task.Links[0]).ShouldBe((TaskTrigger.BrokenPromise, TaskPriority.High, Id("e001"), new TaskLink(TaskLinkKind.Promise, Promise.Value)));
        task.DueAt.ShouldBe(At(2026, 6, 9, 12).At);
        CreateTaskHandler.Handle(task, null).Refusal.ShouldBeNull();
    }

    [Fact]
    public void A_promised_call_that_is_due_is_something_to_do_within_half_an_hour_and_made_it_is_called_off()
    {
        var callback = new CallbackId(Id("cb01"));
        var due = new CallbackDue(callback, SaleKind.Portability, Known.Work, Friday, Friday);
        var task = TaskCauses.Of(due, new(Id("7a02")), Id("e002"), BusinessCalendar.Colombia, Friday)!;

        (task.AssigneeId, task.SubjectId, task.Trigger, task.DueAt).ShouldBe((Agent, callback.Value, TaskTrigger.CallbackDue, Friday.At.AddMinutes(30)));
        task.Links.ShouldBe([new TaskLink(TaskLinkKind.Callback, callback.Value)]);
        TaskCauses.CampaignOf(due).ShouldBe(Known.Campaign);
        TaskCauses.OverBecauseOf(new CallbackDeclined(callback, SaleKind.Portability, Known.Work, null, Agent, Friday)).ShouldNotBeNull();
        TaskCauses.OverBecauseOf(due).ShouldBeNull();
    }

    [Fact]
    public void What_was_found_kept_or_came_in_late_calls_it_off()
    {
        TaskCauses.OverBecauseOf(new PromiseFoundKept(Promise, Account, Debtor, Portfolio, Known.Work, Cop(1), Cop(1), Friday.Date, Friday)).ShouldNotBeNull();
        TaskCauses.OverBecauseOf(Broken).ShouldBeNull();
        TaskCauses.Of(new PromiseKept(Promise, Account, Debtor, Portfolio, Known.Work, Cop(1), Cop(1), Friday.Date, Friday.Date, Friday), new(Id("7a01")), Id("e001"), BusinessCalendar.Colombia, Friday).ShouldBeNull();
    }

    [Theory]
    [InlineData(TicketPriority.Critical, TaskPriority.Urgent)]
    [InlineData(TicketPriority.High, TaskPriority.Urgent)]
    [InlineData(TicketPriority.Medium, TaskPriority.High)]
    [InlineData(TicketPriority.Low, TaskPriority.High)]
    public void A_late_ticket_is_something_to_do_within_the_hour_for_who_has_it_and_resolved_it_is_called_off(TicketPriority priority, TaskPriority expected)
    {
        var late = Late(Known.Campaign, new(RequesterKind.Debtor, Debtor.Value), priority);
        var task = TaskCauses.Of(late, new(Id("7a03")), Id("e003"), BusinessCalendar.Colombia, Friday)!;

        (task.CampaignId, task.TeamId, task.AssigneeId).ShouldBe((Known.Campaign, Team, Agent));
        (task.SubjectId, task.DebtorId, task.Trigger, task.CauseId, task.Priority).ShouldBe((Debtor.Value, Debtor, TaskTrigger.BreachedTicket, Id("e003"), expected));
        task.Links.ShouldBe([new TaskLink(TaskLinkKind.Ticket, Known.Ticket.Value)]);
        task.DueAt.ShouldBe(Friday.At.AddHours(1));
        CreateTaskHandler.Handle(task, null).Refusal.ShouldBeNull();
        CreateTaskHandler.Handle(task, TodoTask.Evolve(null, CreateTaskHandler.Handle(task, null).Events.Single())).Appends.ShouldBeFalse("once per cause");

        TaskCauses.OverBecauseOf(new TicketResolved(
            Known.Ticket, Debtor.Value, "Done", TicketState.InProgress, 1, Friday.At.AddHours(72), Friday.At, Agent, late.Standing with { State = TicketState.Resolved }, Friday)).ShouldNotBeNull();
        TaskCauses.OverBecauseOf(late).ShouldBeNull();
    }

    [Fact]
    public void A_late_ticket_of_the_installation_has_no_campaign_and_brings_its_zone()
    {
        var late = Late(null, new(RequesterKind.User, OtherAgent.Value), TicketPriority.Low);

        TaskCauses.CampaignOf(late).ShouldBeNull();
        TaskCauses.ZoneOf(late).ShouldBe(Bogota);
        TaskCauses.ZoneOf(Broken).ShouldBeNull("its campaign's counts");
        var task = TaskCauses.Of(late, new(Id("7a04")), Id("e004"), BusinessCalendar.MondayToFriday, Friday)!;
        (task.CampaignId, task.SubjectId, task.DebtorId).ShouldBe((null, OtherAgent.Value, null));
    }

    private static SlaBreached Late(CampaignId? campaign, TicketRequester requester, TicketPriority priority) => new(
        Known.Ticket, "TK-202606-000001", SlaClock.FirstResponse, 1, SlaLimit.Hours(4), 1, Friday.At,
        new(TicketState.Open, Queue, campaign, TicketType.Fault, null, priority, requester, Agent, Team, 0), Friday);
}
