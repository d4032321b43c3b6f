using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Api.Http;

/// <summary>413 before a byte is read where the body says that it is too large; a body that does not say is stopped by the server on the way.</summary>
/// <remarks>An endpoint takes more with <c>WithMetadata(new RequestSizeLimitAttribute(…))</c>.</remarks>
public sealed class BodyLimit(RequestDelegate next, Problems problems)
{
    public const long Default = 1024 * 1024;

    public Task Invoke(HttpContext http)
    {
        var own = http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        var limit = own is null ? Default : own.MaxRequestBodySize;
        return http.Request.ContentLength > limit
            ? problems.Of(StatusCodes.Status413PayloadTooLarge, "payload-too-large").ExecuteAsync(http)
            : next(http);
    }
}
