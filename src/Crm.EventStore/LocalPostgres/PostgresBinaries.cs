using System.Globalization;
using System.Text.RegularExpressions;

namespace Crm.EventStore.LocalPostgres;

/// <summary>An installed PostgreSQL server: the folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</summary>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest version the product supports.</summary>
    public const int OldestMajor = 15;

    public string InitDb => Path.Combine(Folder, Executable("initdb"));
    public string PgCtl => Path.Combine(Folder, Executable("pg_ctl"));

    /// <summary>Finds the binaries: the configured folder, then <c>PATH</c>, then the usual install folders, newest first.</summary>
    /// <param name="configuredFolder">Looked in alone when given.</param>
    /// <param name="major">Only this version: a data folder can be opened by the version that made it only.</param>
    /// <exception cref="PostgresMissingException">None is installed, or none of a version that serves.</exception>
    public static PostgresBinaries Find(string? configuredFolder = null, int? major = null)
    {
        var folders = configuredFolder is null ? [.. OnPath(), .. InstallFolders()] : new[] { configuredFolder };
        var found = folders.Distinct().Select(At).OfType<PostgresBinaries>().ToList();
        return found.FirstOrDefault(binaries => major is null ? binaries.Major >= OldestMajor : binaries.Major == major)
            ?? throw new PostgresMissingException(major, configuredFolder);
    }

    private static PostgresBinaries? At(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Executable("initdb"))) || !File.Exists(Path.Combine(folder, Executable("pg_ctl")))) return null;
        var version = LocalCommand.Run(Path.Combine(folder, Executable("initdb")), ["--version"]).Output;
        return VersionNumber().Match(version) is { Success: true } match
            ? new(folder, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;
    }

    private static string[] OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> InstallFolders()
    {
        string[] patterns = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin")]
            : OperatingSystem.IsMacOS()
                ? ["/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/Library/PostgreSQL/*/bin",
                    "/Applications/Postgres.app/Contents/Versions/*/bin"]
                : ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib64/pgsql/bin", "/usr/local/pgsql/bin", "/usr/local/pgsql-*/bin"];
        return patterns.SelectMany(Expand);
    }

    // One wildcard per pattern, newest version first.
    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return [pattern];
        var parent = pattern[..pattern.LastIndexOf(Path.DirectorySeparatorChar, star)];
        var rest = pattern[(parent.Length + 1)..].Split(Path.DirectorySeparatorChar, 2);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, rest[0])
                .OrderByDescending(folder => decimal.TryParse(VersionNumber().Match(Path.GetFileName(folder)).Groups[1].Value, CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, rest[1]))
            : [];
    }

    private static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    [GeneratedRegex(@"(\d+)")]
    private static partial Regex VersionNumber();
}

/// <summary>No usable PostgreSQL is installed. The message says in two lines what to do.</summary>
public sealed class PostgresMissingException(int? major, string? folder) : Exception(
    $"No PostgreSQL {(major is null ? $"{PostgresBinaries.OldestMajor} or newer" : $"{major} (the version of the existing data)")} was found{(folder is null ? "" : $" in {folder}")}.{Environment.NewLine}"
    + $"Install it ({HowTo(major ?? 17)}), or name a server in ConnectionStrings__Crm.")
{
    private static string HowTo(int version) =>
        OperatingSystem.IsWindows() ? $"winget install PostgreSQL.PostgreSQL.{version}"
        : OperatingSystem.IsMacOS() ? $"brew install postgresql@{version}"
        : "Debian, Ubuntu: apt install postgresql postgresql-contrib; Fedora: dnf install postgresql-server postgresql-contrib";
}
