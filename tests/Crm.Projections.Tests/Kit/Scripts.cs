using FsCheck;
using FsCheck.Fluent;

namespace Crm.Projections.Tests.Kit;

/// <summary>Random days in the office.</summary>
public static class Scripts
{
    /// <summary>Tries a claim on some histories that are always the same and on as many random ones; a failing one is shrunk and shown.</summary>
    public static void ForEveryHistory(Action<Office> claim, int tries = 40)
    {
        foreach (var office in Fixed(tries)) claim(office);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tries).WithEndSize(90),
            Prop.ForAll(Arb.From(Gen.Choose(0, 60_000_000).ArrayOf(), Shorter), script => claim(Office.Living(script))));
    }

    /// <summary>Always the same histories, for claims about what happens in some of them.</summary>
    public static IEnumerable<Office> Fixed(int histories) =>
        Enumerable.Range(1, histories).Select(seed => Office.Living(Numbers(seed).Take(20 + seed % 100).ToList()));

    // A linear congruential generator (Lehmer, 48271): the same on every machine.
    internal static IEnumerable<int> Numbers(long seed)
    {
        for (var state = seed * 7_919; ; state = state * 48_271 % int.MaxValue) yield return (int)(state % 60_000_000);
    }

    private static IEnumerable<int[]> Shorter(int[] script) =>
        script.Length > 8
            ? [script[..(script.Length / 2)], script[(script.Length / 2)..], .. Enumerable.Range(0, script.Length).Select(i => (int[])[.. script[..i], .. script[(i + 1)..]])]
            : Enumerable.Range(0, script.Length).Select(i => (int[])[.. script[..i], .. script[(i + 1)..]]);
}
