using FsCheck;
using FsCheck.Fluent;

namespace Crm.Projections.Tests.Kit;

/// <summary>Random days in the office.</summary>
public static class Scripts
{
    /// <summary>Tries a claim on many random histories; a failing one is shrunk and shown.</summary>
    public static void ForEveryHistory(Action<Office> claim, int tries = 60) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tries).WithEndSize(90),
            Prop.ForAll(Arb.From(Gen.Choose(0, 60_000_000).ArrayOf(), Shorter), script => claim(Office.Living(script))));

    private static IEnumerable<int[]> Shorter(int[] script) =>
        script.Length > 8
            ? [script[..(script.Length / 2)], script[(script.Length / 2)..], .. Enumerable.Range(0, script.Length).Select(i => (int[])[.. script[..i], .. script[(i + 1)..]])]
            : Enumerable.Range(0, script.Length).Select(i => (int[])[.. script[..i], .. script[(i + 1)..]]);
}
