using Crm.Api.Audit;
using Crm.Api.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Api.Pages;

/// <summary>Marks a page that shows personal data: each time it is shown is a row of the access log with the persons on it, as with an endpoint.</summary>
/// <param name="kind">What is read.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RecordsReadsAttribute(AccessKind kind) : Attribute, IAsyncPageFilter
{
    private const int Most = 500;

    /// <summary>Whether the page records it itself, before the first byte.</summary>
    public bool ByItself { get; init; }

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var done = await next();
        if (ByItself || done.Result is not (null or PageResult) || context.HttpContext.Response.StatusCode >= 400) return;
        if (context.ActionDescriptor.ModelTypeInfo?.GetCustomAttributes(typeof(RequiresAttribute), inherit: true) is not [RequiresAttribute { Permission: var permission }]) return;

        var asked = CommandContext.For(context.HttpContext, kind.ToString(), permission);
        var persons = Persons.In(context.HandlerInstance);
        context.HttpContext.RequestServices.GetRequiredService<ReadQueue>().Add(new(
            Guid.CreateVersion7(), asked.Actor.Value, kind, persons.Count == 1 ? persons.First().ToString() : null, context.HttpContext.Request.Path,
            [.. persons.Take(Most)], persons.Count, permission, asked.CorrelationId));
    }
}
