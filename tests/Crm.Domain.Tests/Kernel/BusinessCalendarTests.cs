using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;

namespace Crm.Domain.Tests.Kernel;

public sealed class BusinessCalendarTests
{
    [Theory]
    [InlineData("2026-05-29", 0, "2026-05-29")]
    [InlineData("2026-05-29", 1, "2026-06-01")]
    [InlineData("2026-06-05", 1, "2026-06-09")]
    [InlineData("2026-06-06", 1, "2026-06-09")]
    [InlineData("2026-03-31", 2, "2026-04-06")]
    public void Working_days_pass_over_weekends_and_holidays(string from, int days, string to) =>
        BusinessCalendar.Colombia.AddWorkingDays(Known.Date(from), days).ShouldBe(Known.Date(to));

    [Fact]
    public void Extra_holidays_are_holidays_of_any_rule()
    {
        var calendar = BusinessCalendar.MondayToFriday with { ExtraHolidays = [new(2026, 7, 22)] };

        calendar.IsWorkingDay(new(2026, 7, 22)).ShouldBeFalse();
        calendar.IsHoliday(new(2026, 7, 20)).ShouldBeFalse("Colombia's holidays are not this calendar's.");
    }
}
