using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Crm.Api.Files.Attachments;

/// <summary>The file of a form, streamed: nothing of it is buffered before it is on disk.</summary>
internal static class SentForm
{
    private const int MaxBoundary = 200;

    /// <summary>The first part that is a file, with its name; <c>null</c>: there is none.</summary>
    public static async Task<(Stream Content, string? Name)?> File(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundary } boundary) return null;

        var reader = new MultipartReader(boundary, request.Body);
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.IsFileDisposition())
                return (section.Body, HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value);
        }

        return null;
    }
}
