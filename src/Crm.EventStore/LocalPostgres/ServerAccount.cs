namespace Crm.EventStore.LocalPostgres;

/// <summary>The account the server runs under: our own, or an unprivileged one when we are root, which PostgreSQL refuses.</summary>
internal sealed record ServerAccount(string? User)
{
    public static ServerAccount Current()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return new((string?)null);
        if (!Environment.IsPrivilegedProcess) return new((string?)null);
        return new(LocalCommand.Run("id", ["-u", "postgres"]).ExitCode == 0 ? "postgres" : "nobody");
    }

    /// <summary>Gives a folder to the account, with access for nobody else.</summary>
    public void Own(string folder)
    {
        Directory.CreateDirectory(folder);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (User is not null) LocalCommand.Require("chown", ["-R", User + ":", folder]);
    }

    /// <summary>Whether the account can enter a folder; under <c>/root</c>, for one, it cannot.</summary>
    public bool CanEnter(string folder) => User is null || Run("test", ["-x", folder]).ExitCode == 0;

    public (int ExitCode, string Output) Run(string file, IEnumerable<string> arguments)
    {
        var (program, list) = As(file, arguments);
        return LocalCommand.Run(program, list);
    }

    public string Require(string file, IEnumerable<string> arguments)
    {
        var (program, list) = As(file, arguments);
        return LocalCommand.Require(program, list);
    }

    private (string Program, IEnumerable<string> Arguments) As(string file, IEnumerable<string> arguments)
    {
        if (User is null) return (file, arguments);
        if (OnPath("setpriv")) return ("setpriv", [$"--reuid={User}", $"--regid={Group(User)}", "--clear-groups", file, .. arguments]);
        if (OnPath("runuser")) return ("runuser", ["-u", User, "--", file, .. arguments]);
        return ("su", [User, "-s", "/bin/sh", "-c", string.Join(' ', new[] { file }.Concat(arguments).Select(Quoted))]);
    }

    private static string Group(string user) => LocalCommand.Require("id", ["-g", user]).Trim();

    private static string Quoted(string argument) => "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
