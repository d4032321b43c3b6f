using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Files;

public sealed class AttachmentTests
{
    private static readonly AttachmentId Attachment = new(Id("fa01"));
    private static readonly AttachmentPlace Place = new(new(AttachmentOwnerKind.Debtor, Debtor.Value), Debtor.Value, Debtor, Known.Campaign, null);
    private static readonly StoredFile File = new("cedula.pdf", new('a', 64), new('b', 64), 1_024, "application/pdf");
    private static readonly BusinessMoment Now = At(2026, 6, 1);

    private static readonly AttachFile Attach = new(Attachment, Place, File, FileScan.Clean, null, Agent, Now);

    private static readonly FileAttached Attached = new(
        Attachment, Place.Owner, Debtor.Value, Debtor, Known.Campaign, null, File.Name, File.Sha256, File.Blob, File.Bytes, File.MediaType, FileScan.Clean, Agent, Now);

    private static readonly FileQuarantined Quarantined = new(
        Attachment, Place.Owner, Debtor.Value, Debtor, Known.Campaign, null, File.Name, File.Sha256, File.Blob, File.Bytes, File.MediaType, "Eicar", Agent, Now);

    private static readonly Spec<Attachment, AttachFile> Attaching = new(AttachFileHandler.Handle);
    private static readonly Spec<Attachment, RemoveAttachment> Removing = new(RemoveAttachmentHandler.Handle);

    [Fact]
    public void Attaches_a_file_once() => Attaching.Given().When(Attach).Then(Attached);

    [Fact]
    public void An_infected_file_is_refused_and_the_refusal_is_a_fact()
    {
        Attaching.Given().When(Attach with { Finding = "Eicar" }).ThenRefusedAndRecorded("files.infected", Quarantined).Figures["finding"].ShouldBe("Eicar");
        Attaching.Given(Quarantined).When(Attach with { Finding = "Eicar" }).ThenRefused("files.infected");
    }

    [Fact]
    public void The_id_of_one_file_is_not_taken_for_another_s() => Attaching.Given(Attached)
        .When(Attach with { To = Place with { Owner = new(AttachmentOwnerKind.Ticket, Debtor.Value) } }).ThenRefused("files.attachment-of-another");

    [Fact]
    public void What_was_removed_stays_removed() =>
        Attaching.Given(Attached, new AttachmentRemoved(Attachment, Place.Owner, Debtor.Value, Debtor, Known.Campaign, "Mistake", Supervisor)).When(Attach).ThenNothing();

    [Fact]
    public void Removes_a_file_with_a_reason() => Removing.Given(Attached).When(new(" Another person's ", Supervisor))
        .Then(new AttachmentRemoved(Attachment, Place.Owner, Debtor.Value, Debtor, Known.Campaign, "Another person's", Supervisor));

    [Fact]
    public void Removes_a_quarantined_file_too() => Removing.Given(Quarantined).When(new("Looked into", Supervisor))
        .Then(new AttachmentRemoved(Attachment, Place.Owner, Debtor.Value, Debtor, Known.Campaign, "Looked into", Supervisor));

    [Fact]
    public void Says_why_it_is_removed() => Removing.Given(Attached).When(new(" ", Supervisor)).ThenRefused("files.reason-missing");
}
