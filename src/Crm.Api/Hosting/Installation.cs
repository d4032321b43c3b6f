using System.Security.Cryptography;

namespace Crm.Api.Hosting;

/// <summary>What makes this installation itself: where it keeps its own files, and the two secrets everything stored depends on.</summary>
/// <param name="Folder"><c>.crm</c> beside the solution, or beside the program when there is none.</param>
/// <param name="ConnectionString">The configured server; <c>null</c>: a private cluster under <paramref name="Folder"/>.</param>
/// <param name="MasterKey">32 bytes that wrap the keys of personal data and of tokens. Losing it loses that data.</param>
/// <param name="Secret">32 bytes under which natural keys become ids. It never changes.</param>
/// <param name="GeneratedSecrets">Whether a secret stands in <paramref name="Folder"/> and not in the configuration.</param>
public sealed record Installation(string Folder, string? ConnectionString, byte[] MasterKey, byte[] Secret, bool GeneratedSecrets)
{
    /// <summary>Master keys that stored keys may still be wrapped with, while another takes their place: <c>Crm:OtherMasterKeys</c>, separated by commas.</summary>
    public IReadOnlyList<byte[]> OtherMasterKeys { get; init; } = [];

    public const string ConnectionStringName = "Crm";
    private const int SecretLength = 32;

    public const string OwnerConnectionStringName = "CrmOwner";

    /// <summary>Who changes the schema of the configured server; <c>null</c>: whoever serves.</summary>
    public string? OwnerConnectionString { get; init; }

    public bool UsesPrivateCluster => ConnectionString is null;

    /// <summary>Reads the installation from the configuration; makes the secrets where it may.</summary>
    /// <exception cref="ConfigurationException">A secret is missing or malformed.</exception>
    public static Installation From(IConfiguration configuration, IHostEnvironment environment)
    {
        var folder = Path.GetFullPath(configuration["Crm:Folder"] ?? Path.Combine(RootFolder(environment.ContentRootPath), ".crm"));
        var connection = configuration.GetConnectionString(ConnectionStringName);
        var mayGenerate = string.IsNullOrWhiteSpace(connection) || environment.IsDevelopment();
        var (masterKey, masterGenerated) = Secret32(configuration, "Crm:MasterKey", Path.Combine(folder, "master.key"), mayGenerate);
        var (secret, secretGenerated) = Secret32(configuration, "Crm:InstallationSecret", Path.Combine(folder, "installation.secret"), mayGenerate);
        return new(folder, string.IsNullOrWhiteSpace(connection) ? null : connection, masterKey, secret, masterGenerated || secretGenerated)
        {
            OwnerConnectionString = configuration.GetConnectionString(OwnerConnectionStringName) is { Length: > 0 } owner ? owner : null,
            OtherMasterKeys = [.. (configuration["Crm:OtherMasterKeys"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(key => Decode(key, "Crm:OtherMasterKeys"))],
        };
    }

    /// <summary>The folder of the solution above <paramref name="from"/>, or <paramref name="from"/> itself.</summary>
    public static string RootFolder(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Crm.slnx"))) return folder.FullName;
        }

        return from;
    }

    private static (byte[] Value, bool Generated) Secret32(IConfiguration configuration, string name, string file, bool mayGenerate)
    {
        if (configuration[name] is { Length: > 0 } configured) return (Decode(configured, name), false);
        if (File.Exists(file)) return (Decode(File.ReadAllText(file).Trim(), file), true);
        if (!mayGenerate)
        {
            throw new ConfigurationException(
                $"{name} is missing. Beside a server of your own it has to be configured ({name.Replace(":", "__", StringComparison.Ordinal)}): {SecretLength} random bytes in base64, "
                + "for example from 'openssl rand -base64 32'. Keep it: without it the stored personal data cannot be read.");
        }

        return (Generate(file), true);
    }

    private static byte[] Decode(string text, string where)
    {
        var bytes = new byte[SecretLength];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == SecretLength
            ? bytes
            : throw new ConfigurationException($"{where} must hold {SecretLength} bytes in base64.");
    }

    // Created once, whole, and for its owner only: a second host that comes at the same time reads the first one's.
    private static byte[] Generate(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var value = RandomNumberGenerator.GetBytes(SecretLength);
        var temporary = $"{file}.{Guid.CreateVersion7():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(temporary, options)) writer.WriteLine(Convert.ToBase64String(value));
        try
        {
            File.Move(temporary, file, overwrite: false);
            return value;
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(temporary);
            return Decode(File.ReadAllText(file).Trim(), file);
        }
    }
}

/// <summary>The configuration does not allow a start; the message says what to set.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
