using System.IO.Compression;
using System.Text.Json.Nodes;
using Crm.EventStore.Sealing;
using Crm.Testing;

namespace Crm.EventStore.Tests.Sealing;

public sealed class BundleTests : IAsyncLifetime
{
    private SealScene _scene = null!;
    private Guid[] _jars = [];
    private HeldOutside _outside = null!;

    public async Task InitializeAsync()
    {
        (_scene, _jars) = await SealScene.WithHistory();
        _outside = await _scene.TakeHome();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task All_that_is_sealed_is_checked_without_the_database()
    {
        await _scene.Append(_jars[0], 5, new CoinDropped(1));
        var report = await BundleVerifier.Verify(await _scene.Bundle(), _outside, default);

        report.Chain.Finding.ShouldBeNull();
        (report.Chain.Rows, report.WholeSeals, report.Chain.UnsealedRows).ShouldBe((15, 3, 1));
        report.Claim.ShouldContain("all rows of events up to position 15");
    }

    [Fact]
    public async Task A_stream_is_proven_event_by_event()
    {
        var report = await BundleVerifier.Verify(await _scene.Bundle(new(Stream: _jars[2])), _outside, default);

        report.Chain.Finding.ShouldBeNull();
        (report.SingleRows, report.WholeSeals).ShouldBe((5, 0));
    }

    [Fact]
    public async Task A_range_has_its_seals_whole_where_it_can()
    {
        var report = await BundleVerifier.Verify(await _scene.Bundle(new(From: 4, To: 12)), _outside, default);

        report.Chain.Finding.ShouldBeNull();
        (report.SingleRows, report.WholeSeals, report.Chain.Rows).ShouldBe((4, 1, 9));
    }

    [Fact]
    public async Task A_bundle_that_was_cut_off_is_named()
    {
        var file = await _scene.Bundle();
        await using (var stream = File.OpenWrite(file)) stream.SetLength(stream.Length / 2);

        (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.Damaged);
    }

    [Fact]
    public async Task Rows_left_out_of_a_bundle_are_named()
    {
        var file = await _scene.Bundle();
        Rewrite(file, BundleWriter.Rows, lines => [.. lines.Where((_, index) => index is not (7 or 8))]);
        var finding = (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull();
        (finding.Kind, finding.Position, finding.Owner).ShouldBe((FindingKind.Missing, 8, _jars[1]));

        file = await _scene.Bundle();
        Rewrite(file, BundleWriter.Rows, lines => [.. lines.Take(13)]);
        finding = (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull();
        (finding.Kind, finding.Position).ShouldBe((FindingKind.Truncated, 14));
    }

    [Fact]
    public async Task Rows_and_seals_left_out_at_the_end_are_named_against_the_head_outside()
    {
        var file = await _scene.Bundle();
        Rewrite(file, BundleWriter.Rows, lines => [.. lines.Take(10)]);
        Rewrite(file, BundleWriter.Seals, lines => [.. lines.Take(2)]);

        (await BundleVerifier.Verify(file, HeldOutside.Nothing, default)).Chain.Finding.ShouldBeNull();
        var finding = (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull();
        (finding.Kind, finding.Position).ShouldBe((FindingKind.Truncated, 11));
    }

    [Fact]
    public async Task A_row_altered_in_a_bundle_is_named()
    {
        var file = await _scene.Bundle();
        Rewrite(file, BundleWriter.Rows, lines => [.. lines.Select((line, index) => index == 4 ? line.Replace("\"coin_dropped\"", "\"jar_emptied\"", StringComparison.Ordinal) : line)]);
        var finding = (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull();
        (finding.Kind, finding.Position, finding.Owner).ShouldBe((FindingKind.Altered, 5, _jars[1]));

        file = await _scene.Bundle(new(Stream: _jars[2]));
        Rewrite(file, BundleWriter.Rows, lines => [.. lines.Select((line, index) => index == 1 ? line.Replace("12", "13", StringComparison.Ordinal) : line)]);
        (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.Altered);
    }

    [Fact]
    public async Task A_public_key_replaced_in_a_bundle_is_named()
    {
        var file = await _scene.Bundle();
        using var other = new SealKeyFolder(_scene.File("forged"), mayGenerate: true).Current();
        Rewrite(file, BundleWriter.Keys, lines =>
        {
            var key = JsonNode.Parse(lines[0])!;
            key["publicKey"] = Convert.ToBase64String(other.Key.PublicKey);
            return [key.ToJsonString()];
        });

        (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.KeyReplaced);
    }

    [Fact]
    public async Task A_bundle_of_another_history_is_named()
    {
        var (other, _) = await SealScene.WithHistory();
        await using var _ = other;
        var file = await other.Bundle();

        (await BundleVerifier.Verify(file, _outside with { Heads = [] }, default)).Chain.Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.KeyNotTrusted);
        (await BundleVerifier.Verify(file, _outside with { KeyFingerprint = null }, default)).Chain.Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.HeadDiffers);
    }

    [Fact]
    public async Task What_is_no_bundle_is_named_so()
    {
        var file = _scene.File("letter.zip");
        await File.WriteAllTextAsync(file, "Dear auditor,");
        (await BundleVerifier.Verify(file, _outside, default)).Chain.Finding.ShouldNotBeNull().Kind.ShouldBe(FindingKind.Damaged);
    }

    private static void Rewrite(string file, string entry, Func<string[], string[]> change)
    {
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        string[] lines;
        using (var reader = new StreamReader(zip.GetEntry(entry)!.Open())) lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        zip.GetEntry(entry)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
        foreach (var line in change(lines)) writer.Write(line + "\n");
    }
}
