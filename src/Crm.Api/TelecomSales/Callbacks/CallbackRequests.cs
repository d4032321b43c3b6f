using System.Globalization;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using FluentValidation;

namespace Crm.Api.TelecomSales.Callbacks;

/// <param name="DueAt">When, as an instant; seconds are dropped, and the campaign's wall clock follows from it.</param>
/// <param name="AgentId">Who is to call; left out: the caller.</param>
/// <param name="CallbackId">Made by the caller, so that hearing the command twice schedules once.</param>
public sealed record ScheduleCallbackRequest(
    CampaignId CampaignId, SaleKind Kind, string ProspectName, string Phone, DateTimeOffset DueAt, UserId? AgentId = null, string? Note = null, CallbackId? CallbackId = null);

/// <param name="Reached">Whether somebody answered: then he asks for another call; otherwise it is tried again.</param>
/// <param name="CallId">Of the call, made by the caller, so that telling of it twice counts once.</param>
public sealed record CallAgainRequest(bool Reached, DateTimeOffset DueAt, string? Note = null, Guid? CallId = null);

public sealed record WinCallbackRequest(SaleId SaleId, string? Note = null);

public sealed record DeclineCallbackRequest(string? Note = null);

public sealed record MoveCallbackRequest(DateTimeOffset DueAt, string Reason);

public sealed record ReassignCallbackRequest(UserId AgentId, string Reason);

public sealed class ScheduleCallbackRequestValidator : AbstractValidator<ScheduleCallbackRequest>
{
    public ScheduleCallbackRequestValidator()
    {
        RuleFor(request => request.CampaignId.Value).NotEmpty().OverridePropertyName("campaignId");
        RuleFor(request => request.Kind).IsInEnum();
        RuleFor(request => request.ProspectName).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Phone).NotEmpty().MaximumLength(30);
        RuleFor(request => request.Note).MaximumLength(1_000);
    }
}

public sealed class CallAgainRequestValidator : AbstractValidator<CallAgainRequest>
{
    public CallAgainRequestValidator() => RuleFor(request => request.Note).MaximumLength(1_000);
}

public sealed class WinCallbackRequestValidator : AbstractValidator<WinCallbackRequest>
{
    public WinCallbackRequestValidator()
    {
        RuleFor(request => request.SaleId.Value).NotEmpty().OverridePropertyName("saleId");
        RuleFor(request => request.Note).MaximumLength(1_000);
    }
}

public sealed class DeclineCallbackRequestValidator : AbstractValidator<DeclineCallbackRequest>
{
    public DeclineCallbackRequestValidator() => RuleFor(request => request.Note).MaximumLength(1_000);
}

public sealed class MoveCallbackRequestValidator : AbstractValidator<MoveCallbackRequest>
{
    public MoveCallbackRequestValidator() => RuleFor(request => request.Reason).IsReason();
}

public sealed class ReassignCallbackRequestValidator : AbstractValidator<ReassignCallbackRequest>
{
    public ReassignCallbackRequestValidator()
    {
        RuleFor(request => request.AgentId.Value).NotEmpty().OverridePropertyName("agentId");
        RuleFor(request => request.Reason).IsReason();
    }
}

/// <summary>The answer to a command that puts a call at an instant.</summary>
/// <param name="AtOnce">Other calls that the same person is to make at that minute: a warning, for two cannot be made at once.</param>
public sealed record CallbackAnswer(Guid Id, long Version, long Position, IReadOnlyList<CallAtOnce> AtOnce);

/// <param name="DueAt">UTC.</param>
public sealed record CallAtOnce(CallbackId CallbackId, SaleKind Kind, DateTimeOffset DueAt);

/// <summary>As <see cref="CommandResult"/>, with what else is at that minute.</summary>
public sealed class CallbackResult(CommandOutcome.Done done, IReadOnlyList<CallAtOnce> atOnce) : IResult, IStatusCodeHttpResult, IValueHttpResult, IValueHttpResult<CallbackAnswer>
{
    public int? StatusCode => done.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
    object? IValueHttpResult.Value => Value;
    public CallbackAnswer Value { get; } = new(done.Id, done.Version, done.Position, atOnce);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = new EntityTag(done.Version).ToString();
        httpContext.Response.Headers["Crm-Position"] = done.Position.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Json(Value, statusCode: StatusCode).ExecuteAsync(httpContext);
    }
}
