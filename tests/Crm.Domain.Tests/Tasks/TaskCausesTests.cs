using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.Reactions;
using Crm.Domain.Tasks.TodoTasks;
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
    public void What_was_found_kept_or_came_in_late_calls_it_off()
    {
        TaskCauses.OverBecauseOf(new PromiseFoundKept(Promise, Account, Debtor, Portfolio, Known.Work, Cop(1), Cop(1), Friday.Date, Friday)).ShouldNotBeNull();
        TaskCauses.OverBecauseOf(Broken).ShouldBeNull();
        TaskCauses.Of(new PromiseKept(Promise, Account, Debtor, Portfolio, Known.Work, Cop(1), Cop(1), Friday.Date, Friday.Date, Friday), new(Id("7a01")), Id("e001"), BusinessCalendar.Colombia, Friday).ShouldBeNull();
    }
}
