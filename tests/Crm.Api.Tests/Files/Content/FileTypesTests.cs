using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Crm.Api.Files;
using Crm.Api.Files.Content;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Api.Tests.Files.Content;

/// <summary>What is taken, under what name, and what is refused: by the content, whatever the sender says.</summary>
public sealed class FileTypesTests
{
    public static TheoryData<string, string, string> Taken => new()
    {
        { "cedula.pdf", nameof(Samples.Pdf), "application/pdf" },
        { "Foto.PNG", nameof(Samples.Png), "image/png" },
        { "foto.jpeg", nameof(Samples.Jpeg), "image/jpeg" },
        { "foto.webp", nameof(Samples.WebP), "image/webp" },
        { "llamada.mp3", nameof(Samples.Mp3), "audio/mpeg" },
        { "llamada.ogg", nameof(Samples.Ogg), "audio/ogg" },
        { "video.mp4", nameof(Samples.Mp4), "video/mp4" },
        { "correo.eml", nameof(Samples.Mail), "message/rfc822" },
        { "tabla.csv", nameof(Samples.Csv), "text/csv" },
        { "nota.txt", nameof(Samples.Csv), "text/plain" },
    };

    [Theory, MemberData(nameof(Taken))]
    public async Task A_file_whose_name_agrees_with_its_content_is_taken(string name, string sample, string mediaType) =>
        (await Decide(name, Content(sample))).ShouldBe((Path.GetFileNameWithoutExtension(name) + Path.GetExtension(name).ToLowerInvariant(), mediaType));

    [Fact]
    public async Task Office_documents_are_told_apart_by_what_is_in_them()
    {
        (await Decide("carta.docx", Samples.Word())).MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        (await Decide("tabla.xlsx", Samples.Excel())).MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        (await Decide("carta.xlsx", Samples.Word())).Name.ShouldBe("carta.docx");
        (await Refusal("carta.docx", Samples.Zip(("a.txt", "x"u8.ToArray())))).ShouldBe("files.type-not-allowed");
    }

    [Fact]
    public async Task A_name_without_an_ending_or_with_a_sibling_s_is_put_right()
    {
        (await Decide("foto", Samples.Png)).Name.ShouldBe("foto.png");
        (await Decide("foto.jpg", Samples.Png)).Name.ShouldBe("foto.png");
        (await Decide(null, Samples.Pdf)).Name.ShouldBe("file.pdf");
        (await Decide(".pdf", Samples.Pdf)).Name.ShouldBe("pdf.pdf");
    }

    [Theory]
    [InlineData("factura.pdf", nameof(Samples.Exe), "files.type-not-allowed")]
    [InlineData("factura.pdf", nameof(Samples.Elf), "files.type-not-allowed")]
    [InlineData("factura.exe", nameof(Samples.Pdf), "files.type-mismatch")]
    [InlineData("factura.pdf", nameof(Samples.Png), "files.type-mismatch")]
    [InlineData("factura.pdf", nameof(Samples.Csv), "files.type-mismatch")]
    [InlineData("foto.pdf.exe", nameof(Samples.Exe), "files.type-not-allowed")]
    [InlineData("correo.txt.js", nameof(Samples.Csv), "files.type-mismatch")]
    public async Task A_name_that_belies_its_content_is_refused(string name, string sample, string code) => (await Refusal(name, Content(sample))).ShouldBe(code);

    [Theory]
    [InlineData("#!/bin/sh\nrm -rf /\n")]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("\uFEFF  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("hola\u0000mundo")]
    [InlineData("hola\u001B[31m")]
    public async Task Text_that_something_would_run_is_none(string text) => (await Refusal("nota.txt", Encoding.UTF8.GetBytes(text))).ShouldBe("files.type-not-allowed");

    [Fact]
    public async Task Nothing_is_no_file() => (await Refusal("nota.txt", [])).ShouldBe("files.empty");

    [Fact]
    public async Task Documents_that_carry_programs_are_refused()
    {
        (await Refusal("carta.docx", Samples.Word(("word/vbaProject.bin", [1, 2, 3])))).ShouldBe("files.macros");
        (await Refusal("tabla.xlsx", Samples.Excel(("xl/embeddings/x.docx", Samples.Word(("word/vbaProject.bin", [1])))))).ShouldBe("files.macros");
        (await Refusal("carta.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0])).ShouldBe("files.type-not-allowed");
    }

    [Fact]
    public async Task A_document_in_a_document_is_fine_and_deeper_is_not()
    {
        var inner = Samples.Excel();
        (await Decide("carta.docx", Samples.Word(("word/embeddings/tabla.xlsx", inner)))).Name.ShouldBe("carta.docx");
        (await Refusal("carta.docx", Samples.Word(("word/embeddings/a.docx", Samples.Word(("word/embeddings/b.xlsx", inner)))))).ShouldBe("files.archive-too-large");
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_within_bounded_memory_and_time()
    {
        var bomb = Samples.Bomb(1L << 31);
        bomb.Length.ShouldBeLessThan(25 << 20);
        var nested = Samples.Word(("word/embeddings/b.docx", Samples.Bomb(400L << 20)));
        var (allocated, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());

        (await Refusal("carta.docx", bomb)).ShouldBe("files.archive-too-large");
        (await Refusal("carta.docx", nested)).ShouldBe("files.archive-too-large");

        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(100L << 20);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_directory_of_very_many_parts_is_refused_before_it_is_made_anything_of()
    {
        // One local header, and a directory that lists it three hundred thousand times.
        var one = Samples.Word();
        var end = one.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(one.AsSpan(end + 16));
        var entry = one.AsSpan(start, 46 + BinaryPrimitives.ReadUInt16LittleEndian(one.AsSpan(start + 28))).ToArray();
        using var made = new MemoryStream();
        made.Write(one, 0, start);
        for (var i = 0; i < 300_000; i++) made.Write(entry);
        var tail = one[end..];
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(12), (uint)(made.Length - start));
        made.Write(tail);
        var allocated = GC.GetTotalAllocatedBytes();

        (await Refusal("carta.docx", made.ToArray())).ShouldBe("files.archive-too-large");
        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(made.Length * 2 + (10 << 20));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(-10)]
    public async Task A_broken_archive_is_no_document(int cut)
    {
        var whole = Samples.Word();
        var broken = cut == 0 ? [.. whole[..40], .. new byte[whole.Length - 40]] : cut > 0 ? whole[..cut] : whole[..^10];
        (await Refusal("carta.docx", broken)).ShouldBeOneOf("files.broken", "files.type-not-allowed");
    }

    [Fact]
    public async Task What_the_installation_does_not_allow_is_not_taken()
    {
        var types = new FileTypes(new FilesOptions { Allowed = ["pdf", "jpg"] });
        (await types.Decide("a.pdf", new MemoryStream(Samples.Pdf), default)).Name.ShouldBe("a.pdf");
        var refused = await Should.ThrowAsync<FileRefusedException>(() => types.Decide("a.png", new MemoryStream(Samples.Png), default));
        refused.Refusal.Code.ShouldBe("files.type-not-allowed");
        refused.Refusal.Figures["allowed"].ShouldBe("pdf, jpg, jpeg");
    }

    [Fact]
    public void Whatever_is_sent_it_ends_in_an_answer() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), content =>
        {
            foreach (var prefix in (byte[][])[[], [.. "PK\u0003\u0004"u8], [.. "RIFF"u8], [.. "From: a\n"u8]])
            {
                try
                {
                    new FileTypes(new()).Decide("x.pdf", new MemoryStream([.. prefix, .. content]), default).GetAwaiter().GetResult();
                }
                catch (FileRefusedException)
                {
                    // An answer too.
                }
            }
        }));

    private static Task<(string Name, string MediaType)> Decide(string? name, byte[] content) => new FileTypes(new()).Decide(name, new MemoryStream(content), default);

    private static async Task<string> Refusal(string name, byte[] content) => (await Should.ThrowAsync<FileRefusedException>(() => Decide(name, content))).Refusal.Code;

    private static byte[] Content(string sample) => (byte[])typeof(Samples).GetProperty(sample)!.GetValue(null)!;
}
