using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Crm.Api.Files;

/// <summary>The file that a request brings, streamed: nothing of it is buffered before it is on disk.</summary>
internal static class SentFile
{
    private const int MaxBoundary = 200;

    /// <summary>The first file of a multipart form, with its name; of any other request its body, whatever it says it is. <c>null</c>: the form has no file.</summary>
    public static async Task<(Stream Content, string? Name)?> Of(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase)) return (request.Body, null);
        if (HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundary } boundary) return null;

        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.IsFileDisposition())
                return (section.Body, HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value);
        }

        return null;
    }

    /// <summary>Says that an endpoint takes a file: of any type, for the content decides what it is, or in a form.</summary>
    public static RouteHandlerBuilder AcceptsFile(this RouteHandlerBuilder endpoint) => endpoint.Accepts<Stream>("*/*", "multipart/form-data");
}
