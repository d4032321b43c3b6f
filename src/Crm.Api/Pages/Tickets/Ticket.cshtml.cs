using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Api.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>One ticket with its timeline, and the forms of what may be done with it as it stands.</summary>
[RecordsReads(AccessKind.TicketFile)]
[Requires(Permission.TicketsRead)]
[RequestSizeLimit(TicketFilesLimits.MostSent)]
public sealed class TicketModel(
    TicketQueries tickets, TicketFacts facts, QueueMembers members, TicketFiles files, SlaPolicies policies, Commands commands, Hosting.NaturalKeys keys, Hosting.BusinessClock clock,
    ViewReader views, Problems problems) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<TicketFile>(), DocumentTable.NameOf<TicketsTray>(), DocumentTable.NameOf<TicketDirectory>()];

    public TicketView View { get; private set; } = null!;

    /// <summary>Where it may be moved to.</summary>
    public IReadOnlyList<QueueInfo> Queues { get; private set; } = [];

    /// <summary>Who may be given it; nobody where the reader gives it to none.</summary>
    public IReadOnlyList<QueueMemberLine> Members { get; private set; } = [];
    public IReadOnlyList<Domain.Tickets.Categories.Category> Categories { get; private set; } = [];

    /// <summary>Its clocks, under the version that governs it or the one that is asked for.</summary>
    public SlaAnswer? Clocks { get; private set; }
    public IReadOnlyList<int> Versions { get; private set; } = [];

    /// <summary><c>null</c>: the reader sees no files.</summary>
    public FilesPanel? Files { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Another version of the promises, to see what would have been.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Policy { get; set; }

    public TicketState State => View.Ticket.Standing.State;
    public bool Active => State is not (TicketState.Resolved or TicketState.Closed);
    public bool Waiting => State is TicketState.WaitingForCustomer or TicketState.WaitingForThirdParty;
    public bool MayWork => Who.Has(Permission.TicketsUpdate);

    public string Name(Crm.Domain.Kernel.UserId? user) => user is { } id ? View.People.GetValueOrDefault(id.Value, "–") : T("ticket.nobody");

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostClaimAsync(CancellationToken ct) =>
        Send("claim", "ClaimTicket", new NoBody(), (_, context) => TicketAssignments.Claim(Id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostShareOutAsync(CancellationToken ct) =>
        Send("claim", "ShareOutTicket", new NoBody(), (_, context) => TicketAssignments.ShareOut(Id, context, commands, facts, ct), ct, Permission.TicketsAssign);

    public Task<IActionResult> OnPostUnassignAsync(string? reason, CancellationToken ct) =>
        Send("unassign", "UnassignTicket", new ReasonRequest(reason ?? ""), (body, context) => TicketAssignments.Unassign(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostStartAsync(CancellationToken ct) =>
        Send("start", "StartTicket", new NoBody(), (_, context) => TicketEndpoints.Start(Id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostResumeAsync(CancellationToken ct) =>
        Send("start", "ResumeTicket", new NoBody(), (_, context) => TicketEndpoints.Resume(Id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostCommentAsync(string? text, CommentVisibility visibility, bool fromRequester, Guid command, CancellationToken ct) =>
        Send("comment", "CommentTicket", new CommentRequest(text ?? "", fromRequester ? CommentVisibility.Public : visibility, fromRequester, command),
            (body, context) => TicketEndpoints.Comment(Id, body, context, commands, facts, keys, ct), ct);

    public Task<IActionResult> OnPostAskAsync(string? question, Guid command, CancellationToken ct) =>
        Send("ask", "AwaitCustomer", new AwaitCustomerRequest(question ?? "", command), (body, context) => TicketEndpoints.AwaitCustomer(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostThirdPartyAsync(string? reason, CancellationToken ct) =>
        Send("third", "AwaitThirdParty", new ReasonRequest(reason ?? ""), (body, context) => TicketEndpoints.AwaitThirdParty(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostResolveAsync(string? solution, CancellationToken ct) =>
        Send("resolve", "ResolveTicket", new ResolveTicketRequest(solution ?? ""), (body, context) => TicketEndpoints.Resolve(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostCloseAsync(CancellationToken ct) =>
        Send("close", "CloseTicket", new NoBody(), (_, context) => TicketEndpoints.Close(Id, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostReopenAsync(string? reason, CancellationToken ct) =>
        Send("reopen", "ReopenTicket", new ReasonRequest(reason ?? ""), (body, context) => TicketEndpoints.Reopen(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostPriorityAsync(TicketPriority priority, string? reason, CancellationToken ct) =>
        Send("priority", "ChangeTicketPriority", new ChangePriorityRequest(priority, reason ?? ""), (body, context) => TicketEndpoints.ChangePriority(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostMoveAsync(Guid queue, string? reason, CancellationToken ct) =>
        Send("move", "MoveTicket", new MoveTicketRequest(new(queue), reason ?? ""), (body, context) => TicketEndpoints.Move(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostAssignAsync(Guid person, string? reason, CancellationToken ct) =>
        Send("assign", "AssignTicket", new AssignTicketRequest(new(person), string.IsNullOrWhiteSpace(reason) ? null : reason),
            (body, context) => TicketAssignments.Assign(Id, body, context, commands, facts, ct), ct, Permission.TicketsAssign);

    public Task<IActionResult> OnPostClassifyAsync(TicketType type, Guid? category, CancellationToken ct) =>
        Send("marks", "ReclassifyTicket", new ReclassifyTicketRequest(type, category is { } id ? new Crm.Domain.Kernel.CategoryId(id) : null),
            (body, context) => TicketEndpoints.Reclassify(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostTagAsync(string? tag, CancellationToken ct) =>
        Send("marks", "TagTicket", new TagRequest(tag ?? ""), (body, context) => TicketMarkEndpoints.Tag(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostUntagAsync(string? tag, CancellationToken ct) =>
        Send("marks", "UntagTicket", new TagRequest(tag ?? ""), (body, context) => TicketMarkEndpoints.Untag(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostLinkAsync(TicketLinkKind kind, string? target, CancellationToken ct) =>
        Send("marks", "LinkTicket", new TicketLink(kind, (target ?? "").Trim()), (body, context) => TicketMarkEndpoints.Link(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostUnlinkAsync(TicketLinkKind kind, string? target, CancellationToken ct) =>
        Send("marks", "UnlinkTicket", new TicketLink(kind, target ?? ""), (body, context) => TicketMarkEndpoints.Unlink(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostWatchAsync(CancellationToken ct) =>
        Send("marks", "WatchTicket", new WatchRequest(), (body, context) => TicketMarkEndpoints.Watch(Id, body, context, commands, facts, ct), ct);

    public Task<IActionResult> OnPostUnwatchAsync(CancellationToken ct) =>
        Send("marks", "UnwatchTicket", new WatchRequest(), (body, context) => TicketMarkEndpoints.Unwatch(Id, body, context, commands, facts, ct), ct);

    public async Task<IActionResult> OnPostAttachAsync(IFormFile? file, bool visible, Guid command, CancellationToken ct) =>
        await Give("files", "AttachFile", Permission.FilesCreate, new NoBody(), (_, context) => files.Attach(Id, visible, command, file, HttpContext, context, ct), TicketFiles.Shown, ct)
            ? RedirectToPage(new { id = Id })
            : await Load(ct) ? Page() : Missing();

    public async Task<IActionResult> OnPostDownloadAsync(Guid file, CancellationToken ct)
    {
        if (await Ask<NoBody, Crm.Api.Files.Attachments.AttachmentLink>("files", "MakeAttachmentLink", Permission.FilesRead, new(), (_, context) => files.Link(file, HttpContext, context, ct), ct) is { } link)
            return LocalRedirect(link.Url);
        return await Load(ct) ? Page() : Missing();
    }

    public Task<IActionResult> OnPostWorkAsync(int minutes, string? note, Guid command, CancellationToken ct) =>
        Send("work", "LogTicketWork", new LogWorkRequest(minutes, Note: string.IsNullOrWhiteSpace(note) ? null : note, EntryId: command),
            (body, context) => TicketEndpoints.LogWork(Id, body, context, commands, facts, ct), ct);

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct, string permission = Permission.TicketsUpdate)
    {
        if (await Give(form, command, permission, request, run, Shown, ct)) return RedirectToPage(new { id = Id });
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (await tickets.Show(Id, ScopeOf(Permission.TicketsRead), ScopeOf(Permission.CustomersSeePersonalData), language, ct) is not { } view) return false;

        View = view;
        Queues = [.. (await tickets.Queues(ScopeOf(Permission.TicketQueuesRead), ct)).Where(queue => !queue.Closed && queue.QueueId != view.Queue.QueueId)];
        Categories = await tickets.Categories(ct);
        if (Active && Who.Has(Permission.TicketsAssign)) Members = await members.Of(view.Queue, ct);
        if (await files.Of(Id, HttpContext, Who, ct) is { } attached)
            Files = new(attached, Who.Has(Permission.FilesCreate) && State is not TicketState.Closed, Choose: true, files.MostBytes, view.Ticket.Zone);
        Clocks = await Read<SlaAnswer>(SlaEndpoints.Show(Id, Policy, ScopeOf(Permission.TicketsRead), views, policies, clock, problems, ct));
        Versions = [.. (await policies.Of(view.Ticket.Standing.CampaignId, view.Ticket.Zone, ct)).Policy.Versions.Select(version => version.Version)];
        return true;
    }

    private static string T(string key) => Texts.T(key);

    /// <summary>What a command is told that needs nothing but its ticket.</summary>
    private sealed record NoBody;
}
