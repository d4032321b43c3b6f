using Crm.Api.Hosting;

namespace Crm.Api.Tests.Hosting;

public sealed class NaturalKeysTests
{
    private static readonly NaturalKeys Keys = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    [Fact]
    public void The_same_key_written_otherwise_is_the_same_stream()
    {
        Keys.Debtor("CO", "CC", "1.020.304-5").ShouldBe(Keys.Debtor("co", "cc", " 10203045 "));
        Keys.Account("Banco  Uno", "REF-001").ShouldBe(Keys.Account("BANCO UNO", "ref001"));
        Keys.UserName("Ana.Pérez").ShouldBe(Keys.UserName("ANA.PE\u0301REZ"));
    }

    [Fact]
    public void Kinds_and_parts_do_not_run_into_each_other()
    {
        Keys.Derive("a", "bc").ShouldNotBe(Keys.Derive("ab", "c"));
        Keys.Derive("a", "b", "c").ShouldNotBe(Keys.Derive("a", "bc"));
        Keys.Payment("bank", "1").Value.ShouldNotBe(Keys.Account("bank", "1").Value);
    }

    [Fact]
    public void Another_installation_has_other_ids() =>
        new NaturalKeys(new byte[32]).UserName("ana").ShouldNotBe(Keys.UserName("ana"));

    [Fact]
    public void Ids_are_UUIDs_of_version_8() => Keys.UserName("ana").Version.ShouldBe(8);

    [Fact]
    public void An_id_never_changes() => Keys.Derive("debtor", "CO", "CC", "1").ToString().ShouldBe("d90af9e0-8388-8e65-b6fb-67ebad8cc353");
}

public sealed class BusinessClockTests
{
    [Fact]
    public void Moves_ahead_and_never_back()
    {
        var clock = new BusinessClock(TimeProvider.System);
        clock.Advance(TimeSpan.FromDays(3));
        clock.Advance(TimeSpan.FromDays(1));

        clock.Ahead.ShouldBe(TimeSpan.FromDays(3));
        (clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).TotalDays.ShouldBe(3, tolerance: 0.01);
    }
}
