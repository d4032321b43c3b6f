using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Projections.Files;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Files;

public sealed class AttachmentFileTests
{
    private static readonly AttachmentId Attachment = new(Id("fa01"));
    private static readonly AttachmentOwner Owner = new(AttachmentOwnerKind.Debtor, Debtor.Value);
    private static readonly FileAttached Attached = new(
        Attachment, Owner, Debtor.Value, Debtor, Known.Campaign, null, "cedula.pdf", new('a', 64), new('b', 64), 1_024, "application/pdf", FileScan.Clean, Agent, At(6, 1));

    [Fact]
    public void An_attachment_holds_its_content_until_it_is_removed()
    {
        var history = new History().On(Attachment.Value, Attached);
        var row = Folded.One(new AttachmentFile(), Attachment.Value, history)!;
        (row.Held, row.Shown, row.Scanned, row.FileName, row.AttachedOn).ShouldBe((true, true, true, "cedula.pdf", Day(6, 1)));

        history.On(Attachment.Value, new AttachmentRemoved(Attachment, Owner, Debtor.Value, Debtor, Known.Campaign, "Mistake", Supervisor));
        row = Folded.One(new AttachmentFile(), Attachment.Value, history)!;
        (row.Held, row.Shown).ShouldBe((false, false));
    }

    [Fact]
    public void A_quarantined_file_is_shown_and_kept()
    {
        var quarantined = new FileQuarantined(
            Attachment, Owner, Debtor.Value, Debtor, Known.Campaign, null, "factura.pdf", new('a', 64), new('b', 64), 68, "application/pdf", "Eicar", Agent, At(6, 1));
        var row = Folded.One(new AttachmentFile(), Attachment.Value, new History().On(Attachment.Value, quarantined))!;
        (row.Status, row.Finding, row.Held, row.Shown).ShouldBe((AttachmentStatus.Quarantined, "Eicar", true, true));
    }

    [Fact]
    public void Of_an_erased_person_s_file_neither_name_nor_hash_is_left_whenever_it_is_read()
    {
        var live = Folded.One(new AttachmentFile(), Attachment.Value, new History().On(Attachment.Value, Attached, new RecordTextErased(Attachment.Value, Debtor.Value)))!;
        var rebuilt = Folded.One(new AttachmentFile(), Attachment.Value, new History().On(
            Attachment.Value, Attached with { FileName = Erasure.Placeholder, Sha256 = Erasure.Placeholder }, new RecordTextErased(Attachment.Value, Debtor.Value)))!;

        Stored.Json(live).ShouldBe(Stored.Json(rebuilt));
        (live.FileName, live.Sha256, live.Erased, live.Held).ShouldBe((Erasure.Placeholder, Erasure.Placeholder, true, false));
    }
}
