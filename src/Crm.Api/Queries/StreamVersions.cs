using Crm.Api.Http;

namespace Crm.Api.Queries;

/// <summary>The stream's version as the <c>ETag</c> of what was folded from it, for <c>If-Match</c>.</summary>
public sealed class StreamVersions(ViewReader views)
{
    /// <summary>0: there is no such stream.</summary>
    public async Task<long> Of(Guid id, CancellationToken ct) =>
        (await views.Query<long>("select version from mt_streams where id = @id", new { id }, ct)).SingleOrDefault();

    public async Task Tag(HttpContext http, Guid id, CancellationToken ct)
    {
        var version = await Of(id, ct);
        if (version > 0) http.Response.Headers.ETag = new EntityTag(version).ToString();
    }
}
