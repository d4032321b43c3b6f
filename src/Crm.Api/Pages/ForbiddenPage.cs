using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Crm.Api.Pages;

/// <summary>403 as a page that names the permission that is lacking, for people who opened what is not theirs.</summary>
public sealed class ForbiddenPage(IModelMetadataProvider metadata)
{
    public Task Show(HttpContext http, string permission)
    {
        var view = new ViewResult
        {
            ViewName = "/Pages/Shared/Forbidden.cshtml",
            StatusCode = StatusCodes.Status403Forbidden,
            ViewData = new ViewDataDictionary<string>(metadata, new()) { Model = permission },
        };
        return http.RequestServices.GetRequiredService<IActionResultExecutor<ViewResult>>()
            .ExecuteAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()), view);
    }
}
