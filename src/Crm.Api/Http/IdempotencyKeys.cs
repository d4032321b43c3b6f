using System.Buffers;
using System.Text;
using Crm.Api.Hosting;

namespace Crm.Api.Http;

/// <summary>Reads <c>Idempotency-Key</c> and hashes the request it stands for, so that a repetition can be told from another request under the same key.</summary>
public sealed class IdempotencyKeys(RequestDelegate next, Problems problems, NaturalKeys keys)
{
    public const string Header = "Idempotency-Key";
    private const int MaxLength = 128;
    private const int InMemory = 64 * 1024;

    public async Task Invoke(HttpContext http)
    {
        if (http.Request.Headers[Header] is not { Count: > 0 } sent || HttpMethods.IsGet(http.Request.Method))
        {
            await next(http);
            return;
        }

        var key = sent.ToString();
        if (sent.Count > 1 || key.Length is 0 or > MaxLength || key.Any(character => character is < '!' or > '~'))
        {
            await problems.Of(StatusCodes.Status400BadRequest, "malformed-idempotency-key").ExecuteAsync(http);
            return;
        }

        http.Request.EnableBuffering(InMemory);
        http.Features.Set(new RequestFingerprint(key, await Hash(http.Request, http.RequestAborted)));
        await next(http);
    }

    private async Task<byte[]> Hash(HttpRequest request, CancellationToken ct)
    {
        // Keyed: the hash is stored, and a body may hold a password that a plain hash would let somebody guess.
        using var hash = keys.Hasher();
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, ct)) > 0) hash.AppendData(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
