using System.Diagnostics;
using Crm.Api.Files;

namespace Crm.Api.Tests.Kit;

/// <summary>
/// A server that speaks S3, on this machine: the npm package s3rver, run by Node. It is installed once into the user's cache folder by npm, so that a
/// machine with Node and npm needs nothing else; nothing of it is in the repository.
/// </summary>
public sealed class S3TestServer : IAsyncLifetime
{
    public const string AccessKey = "S3RVER", SecretKey = "S3RVER";
    private const string Package = "s3rver@3.7.1";

    // It ends when its standard input does, which is when this process is no more, however that came about.
    private const string Program =
        """
        process.stdin.resume(); process.stdin.on('end', () => process.exit(0));
        const S3rver = require('s3rver');
        new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[1], vhostBuckets: false })
            .run().then(at => console.log(at.port), error => { console.error(error); process.exit(1); });
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("crm-s3-").FullName;
    private Process? _process;
    private int _port;

    public S3Options Options(string bucket) => new()
    {
        ServiceUrl = $"http://127.0.0.1:{_port}",
        Bucket = bucket,
        Prefix = "files/",
        AccessKey = AccessKey,
        SecretKey = SecretKey,
    };

    public async Task InitializeAsync()
    {
        var modules = await Installed.Value;
        var start = new ProcessStartInfo("node", ["-e", Program, _folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_PATH"] = modules;
        _process = Start(start);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var said = await _process.StandardOutput.ReadLineAsync(limit.Token);
        if (!int.TryParse(said, out _port)) throw new InvalidOperationException($"s3rver did not start: {said} {await _process.StandardError.ReadToEndAsync(limit.Token)}");
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static readonly Lazy<Task<string>> Installed = new(Install);

    // Into a folder of its own that takes the final name when it is whole: two test runs do not see each other's half.
    private static async Task<string> Install()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } configured ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var home = Path.Combine(cache, "crm-tests", Package.Replace('@', '-'));
        var modules = Path.Combine(home, "node_modules");
        if (Directory.Exists(Path.Combine(modules, "s3rver"))) return modules;

        var unfinished = $"{home}.{Guid.CreateVersion7():N}";
        Directory.CreateDirectory(unfinished);
        using var npm = Start(new ProcessStartInfo("npm", ["install", "--prefix", unfinished, "--no-audit", "--no-fund", "--no-save", "--loglevel=error", Package])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var (said, complained) = (npm.StandardOutput.ReadToEndAsync(limit.Token), npm.StandardError.ReadToEndAsync(limit.Token));
        await npm.WaitForExitAsync(limit.Token);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm could not install {Package}: {await complained} {await said}");

        if (!Directory.Exists(home))
        {
            try
            {
                Directory.Move(unfinished, home);
            }
            catch (IOException) when (Directory.Exists(home))
            {
                // Another run was quicker; its own is as good.
            }
        }

        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        return modules;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"{start.FileName} is needed to test the S3 store and is not on the PATH. Install Node.js and npm (Debian: apt-get install nodejs npm).", missing);
        }
    }
}
