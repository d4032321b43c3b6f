using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.Reactions;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Callbacks;
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
}
