using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;
using FluentValidation;

namespace Crm.Api.Tickets;

/// <param name="Requester">Who asks; left out: the caller.</param>
/// <param name="TicketId">Made by the caller, so that hearing the command twice opens one.</param>
/// <param name="MessageId">The provider's id of the message it came with; heard again, it opens no second ticket.</param>
public sealed record OpenTicketRequest(
    QueueId QueueId, string Subject, string Description, TicketType Type = TicketType.Other, CategoryId? CategoryId = null, TicketPriority Priority = TicketPriority.Medium,
    RequesterRequest? Requester = null, TicketChannel Channel = TicketChannel.Web, IReadOnlyList<string>? Tags = null, IReadOnlyList<TicketLink>? Links = null,
    TicketId? ParentId = null, TicketId? TicketId = null, string? MessageId = null);

/// <summary>A user, a debtor, a customer who asked before (by id), or one who asks for the first time (by name and how to reach him).</summary>
public sealed record RequesterRequest(RequesterKind Kind, Guid? Id = null, string? FullName = null, string? Email = null, string? Phone = null);

/// <param name="Reason">Needed where somebody has it already.</param>
public sealed record AssignTicketRequest(UserId AssigneeId, string? Reason = null);

/// <param name="CommentId">Made by the caller, so that hearing the command twice says it once.</param>
/// <param name="FromRequester">What a customer said by phone or message, written down for him; it ends the wait for him.</param>
public sealed record CommentRequest(
    string Text, CommentVisibility Visibility = CommentVisibility.Public, bool FromRequester = false, Guid? CommentId = null, string? MessageId = null);

public sealed record AwaitCustomerRequest(string Question, Guid? CommentId = null);

public sealed record ResolveTicketRequest(string Solution);

public sealed record MoveTicketRequest(QueueId QueueId, string Reason);

public sealed record ChangePriorityRequest(TicketPriority Priority, string Reason);

public sealed record ReclassifyTicketRequest(TicketType Type, CategoryId? CategoryId = null);

/// <param name="On">Left out: today at the queue's wall clock.</param>
public sealed record LogWorkRequest(int Minutes, DateOnly? On = null, string? Note = null, Guid? EntryId = null);

/// <param name="WatcherId">Left out: the caller.</param>
public sealed record WatchRequest(UserId? WatcherId = null);

public sealed record TagRequest(string Tag);

/// <param name="ParentId">Left out: it is part of none.</param>
public sealed record ParentRequest(TicketId? ParentId = null);

/// <param name="Text">What is to be said.</param>
public sealed record ReplyRequest(string Text, Guid? CommentId = null);

/// <summary>What somebody asks for himself.</summary>
public sealed record AskRequest(
    QueueId QueueId, string Subject, string Description, TicketType Type = TicketType.Request, CategoryId? CategoryId = null, TicketPriority Priority = TicketPriority.Medium, TicketId? TicketId = null);

internal static class TicketRules
{
    public static IRuleBuilderOptions<T, string> IsSaid<T>(this IRuleBuilder<T, string> rule, int most = TicketTerms.MaxText) => rule.NotEmpty().MaximumLength(most);
}

public sealed class OpenTicketRequestValidator : AbstractValidator<OpenTicketRequest>
{
    public OpenTicketRequestValidator()
    {
        RuleFor(request => request.Subject).IsSaid(TicketTerms.MaxSubject);
        RuleFor(request => request.Description).IsSaid();
        RuleFor(request => request.Type).IsInEnum();
        RuleFor(request => request.Priority).IsInEnum();
        RuleFor(request => request.Channel).IsInEnum();
        RuleFor(request => request.MessageId).MaximumLength(200);
        RuleFor(request => request.Requester!).ChildRules(requester =>
        {
            requester.RuleFor(who => who.Kind).IsInEnum();
            requester.RuleFor(who => who.Id).NotNull().When(who => who.Kind is not RequesterKind.Customer || who.FullName is null).WithMessage("Say who: an id, or a customer's name and how to reach him.");
            requester.RuleFor(who => who.FullName).MaximumLength(200);
            requester.RuleFor(who => who.Email).MaximumLength(254);
            requester.RuleFor(who => who.Phone).MaximumLength(40);
        }).When(request => request.Requester is not null);
    }
}

public sealed class AskRequestValidator : AbstractValidator<AskRequest>
{
    public AskRequestValidator()
    {
        RuleFor(request => request.Subject).IsSaid(TicketTerms.MaxSubject);
        RuleFor(request => request.Description).IsSaid();
        RuleFor(request => request.Type).IsInEnum();
        RuleFor(request => request.Priority).IsInEnum();
    }
}

public sealed class AssignTicketRequestValidator : AbstractValidator<AssignTicketRequest>
{
    public AssignTicketRequestValidator() => RuleFor(request => request.Reason).MaximumLength(TicketTerms.MaxReason);
}

public sealed class CommentRequestValidator : AbstractValidator<CommentRequest>
{
    public CommentRequestValidator()
    {
        RuleFor(request => request.Text).IsSaid();
        RuleFor(request => request.Visibility).IsInEnum();
        RuleFor(request => request.MessageId).MaximumLength(200);
    }
}

public sealed class AwaitCustomerRequestValidator : AbstractValidator<AwaitCustomerRequest>
{
    public AwaitCustomerRequestValidator() => RuleFor(request => request.Question).IsSaid();
}

public sealed class ReplyRequestValidator : AbstractValidator<ReplyRequest>
{
    public ReplyRequestValidator() => RuleFor(request => request.Text).IsSaid();
}

public sealed class ResolveTicketRequestValidator : AbstractValidator<ResolveTicketRequest>
{
    public ResolveTicketRequestValidator() => RuleFor(request => request.Solution).IsSaid();
}

public sealed class MoveTicketRequestValidator : AbstractValidator<MoveTicketRequest>
{
    public MoveTicketRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

public sealed class ChangePriorityRequestValidator : AbstractValidator<ChangePriorityRequest>
{
    public ChangePriorityRequestValidator()
    {
        RuleFor(request => request.Reason).IsReason();
        RuleFor(request => request.Priority).IsInEnum();
    }
}

public sealed class ReclassifyTicketRequestValidator : AbstractValidator<ReclassifyTicketRequest>
{
    public ReclassifyTicketRequestValidator() => RuleFor(request => request.Type).IsInEnum();
}

public sealed class LogWorkRequestValidator : AbstractValidator<LogWorkRequest>
{
    public LogWorkRequestValidator()
    {
        RuleFor(request => request.Minutes).InclusiveBetween(1, TicketTerms.MaxMinutes);
        RuleFor(request => request.Note).MaximumLength(TicketTerms.MaxReason);
    }
}

public sealed class TagRequestValidator : AbstractValidator<TagRequest>
{
    public TagRequestValidator() => RuleFor(request => request.Tag).NotEmpty().MaximumLength(TicketTerms.MaxTag);
}

public sealed class TicketLinkValidator : AbstractValidator<TicketLink>
{
    public TicketLinkValidator()
    {
        RuleFor(link => link.Kind).IsInEnum();
        RuleFor(link => link.Target).NotEmpty().MaximumLength(TicketTerms.MaxTarget);
    }
}
