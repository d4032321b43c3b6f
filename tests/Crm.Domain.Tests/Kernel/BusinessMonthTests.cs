using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kernel;

public sealed class BusinessMonthTests
{
    [Theory]
    [InlineData(2026, 2, "2026-02", "2026-02-28")]
    [InlineData(2028, 2, "2028-02", "2028-02-29")]
    [InlineData(2026, 12, "2026-12", "2026-12-31")]
    public void Has_a_first_and_a_last_day_and_a_text_that_sorts(int year, int month, string text, string last)
    {
        var known = BusinessMonth.Of(new(year, month, 15));
        (known.ToString(), known.First, known.Last.ToString("O", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe((text, new(year, month, 1), last));
        BusinessMonth.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(known);
    }

    [Fact]
    public void The_next_of_december_is_january() => BusinessMonth.Of(new(2026, 12, 31)).Next.ShouldBe(BusinessMonth.Of(new(2027, 1, 1)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("2026-11-01")]
    public void Other_texts_are_none(string? text) => BusinessMonth.TryParse(text, out _).ShouldBeFalse();
}
