using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Campaigns;

public sealed class PolicyChecksTests
{
    private static readonly CollectionPolicy Terms = CollectionPolicy.Default;

    public static TheoryData<string, CollectionPolicy> WrongTerms => new()
    {
        { "promises.maxDaysAhead", Terms with { Promises = Terms.Promises with { MaxDaysAhead = -1 } } },
        { "promises.supervisorMaxDaysAhead", Terms with { Promises = Terms.Promises with { SupervisorMaxDaysAhead = 29 } } },
        { "promises.graceWorkingDays", Terms with { Promises = Terms.Promises with { GraceWorkingDays = 31 } } },
        { "promises.tolerance", Terms with { Promises = Terms.Promises with { Tolerance = new(100) } } },
        { "promises.reminderDaysBefore", Terms with { Promises = Terms.Promises with { ReminderDaysBefore = [1, 1] } } },
        { "agreements.maxInstallments", Terms with { Agreements = Terms.Agreements with { MaxInstallments = 0 } } },
        { "agreements.reinstatementDays", Terms with { Agreements = Terms.Agreements with { ReinstatementDays = -1 } } },
        { "agreements.singlePaymentFloor", Terms with { Agreements = Terms.Agreements with { SinglePaymentFloor = new(101) } } },
        { "agreements.floorStep", Terms with { Agreements = Terms.Agreements with { FloorStep = 0 } } },
        { "payments.allocationOrder", Terms with { Payments = Terms.Payments with { AllocationOrder = [BalanceComponent.Fees] } } },
        { "payments.attributionDays", Terms with { Payments = Terms.Payments with { AttributionDays = -1 } } },
    };

    [Theory, MemberData(nameof(WrongTerms))]
    public void Terms_are_within_their_bounds(string field, CollectionPolicy policy) => PolicyChecks.Of(policy)!.Fields.ShouldBe([field]);

    [Fact]
    public void The_defaults_hold()
    {
        PolicyChecks.Of(CollectionPolicy.Default).ShouldBeNull();
        PolicyChecks.Of(ContactPolicy.Colombia).ShouldBeNull();
        PolicyChecks.Of(ContactPolicy.Permissive).ShouldBeNull();
        PolicyChecks.Of(BusinessCalendar.Colombia).ShouldBeNull();
        PolicyChecks.Of(DefaultDispositions.All).ShouldBeNull();
    }

    [Fact]
    public void Hours_do_not_overlap_and_are_some()
    {
        var monday = new ContactHours(DayOfWeek.Monday, new(7, 0), new(12, 0));

        Wrong([]).ShouldBeTrue();
        Wrong([monday with { Until = monday.From }]).ShouldBeTrue();
        Wrong([monday, monday with { From = new(11, 59), Until = new(15, 0) }]).ShouldBeTrue();
        Wrong([monday, monday with { From = new(12, 0), Until = new(15, 0) }]).ShouldBeFalse();

        static bool Wrong(IReadOnlyList<ContactHours> hours) => PolicyChecks.Of(ContactPolicy.Colombia with { Hours = hours }) is not null;
    }

    [Fact]
    public void Limits_are_at_least_one()
    {
        PolicyChecks.Of(ContactPolicy.Colombia with { AttemptsPerDay = 0 }).ShouldNotBeNull();
        PolicyChecks.Of(ContactPolicy.Colombia with { AttemptsPerDay = 3, AttemptsPerWeek = 2 }).ShouldNotBeNull();
        PolicyChecks.Of(ContactPolicy.Colombia with { AttemptsPerDay = 2, AttemptsPerWeek = 2 }).ShouldBeNull();
    }

    [Fact]
    public void A_calendar_has_a_working_day_and_repeats_nothing()
    {
        PolicyChecks.Of(BusinessCalendar.Colombia with { WorkingWeekdays = [] }).ShouldNotBeNull("No day would ever be a working day.");
        PolicyChecks.Of(BusinessCalendar.Colombia with { WorkingWeekdays = [DayOfWeek.Monday, DayOfWeek.Monday] }).ShouldNotBeNull();
        PolicyChecks.Of(BusinessCalendar.Colombia with { ExtraHolidays = [new(2026, 1, 2), new(2026, 1, 2)] }).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("no_answer", DispositionFlags.None)]
    [InlineData("NO ANSWER", DispositionFlags.None)]
    [InlineData("1ST", DispositionFlags.None)]
    [InlineData("X1", DispositionFlags.RightParty)]
    [InlineData("X1", DispositionFlags.Contact | DispositionFlags.Promise)]
    [InlineData("X1", DispositionFlags.Contact | DispositionFlags.RightParty | DispositionFlags.WrongNumber)]
    [InlineData("X1", DispositionFlags.Contact | DispositionFlags.RightParty | DispositionFlags.Deceased)]
    public void Codes_and_flags_of_outcomes_make_sense(string code, DispositionFlags flags) =>
        PolicyChecks.Of([new Disposition(code, "Es", "En", flags, DispositionRequirements.None)])!.Code.ShouldBe("campaigns.dispositions-invalid");
}
