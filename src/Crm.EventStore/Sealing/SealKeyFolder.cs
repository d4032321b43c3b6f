using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace Crm.EventStore.Sealing;

/// <summary>
/// Where the private keys are, outside the database: <c>&lt;fingerprint&gt;.pem</c> for each, with <c>&lt;fingerprint&gt;.endorsement.json</c> by its
/// predecessor, and <c>current</c>, which names the one that signs. Whoever makes a key holds <c>lock</c> meanwhile, so that hosts that start together
/// begin with one key, and of two rotations the second endorses the first one's.
/// </summary>
public sealed class SealKeyFolder(string folder, bool mayGenerate)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Folder { get; } = Path.GetFullPath(folder);

    // As long as making a key may take on a disk that is busy, and far longer than it takes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string CurrentFile => Path.Combine(Folder, "current");

    /// <summary>The key that signs; the first one is made where that is allowed.</summary>
    /// <exception cref="SealKeyException">There is none, or others may read it.</exception>
    public SealSigner Current()
    {
        if (Named() is { } named) return Open(named);
        if (!mayGenerate)
            throw new SealKeyException($"There is no key to seal with in {Folder}. Make one with 'audit keys rotate', and keep a copy of that folder in a safe place.");
        using var alone = Alone();
        return Named() is { } first ? Open(first) : Make(old: null);
    }

    /// <summary>Makes a new key, has the present one sign for it, and makes it the one that signs.</summary>
    public SealSigner Rotate()
    {
        using var alone = Alone();
        using var old = Named() is { } named ? Open(named) : null;
        return Make(old);
    }

    private SealSigner Make(SealSigner? old)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = SealKey.Fingerprint(made.ExportSubjectPublicKeyInfo());
        Write(KeyFile(id), made.ExportPkcs8PrivateKeyPem() + "\n");
        if (old is not null)
        {
            var endorsement = new Endorsement(old.Key.Id, Convert.ToBase64String(old.Sign(SealKey.Statement(id, old.Key.Id))));
            Write(EndorsementFile(id), JsonSerializer.Serialize(endorsement, JsonSerializerOptions.Web) + "\n");
        }

        Write(CurrentFile, id + "\n", replace: true);
        return Open(id);
    }

    private string? Named() => File.Exists(CurrentFile) ? File.ReadAllText(CurrentFile).Trim() : null;

    // A file that nobody else has open; it is let go of with the process that holds it, however that ends. That a file is moved where there is none is no
    // lock: of two who find none, both move theirs.
    private FileStream Alone()
    {
        MakeFolder();
        using var never = new ManualResetEventSlim();
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return new(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < Patience)
            {
                never.Wait(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private SealSigner Open(string id)
    {
        var file = KeyFile(id);
        if (!File.Exists(file)) throw new SealKeyException($"The key {id} that {CurrentFile} names is not in {Folder}.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) is not UnixFileMode.None)
            throw new SealKeyException($"Others than its owner may use {file}: seals signed with it would prove nothing. 'chmod 600' it, and rotate it if somebody may have read it.");

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new SealKeyException($"{file} does not hold a private key ({exception.Message})");
        }

        var endorsement = File.Exists(EndorsementFile(id)) ? JsonSerializer.Deserialize<Endorsement>(File.ReadAllText(EndorsementFile(id)), JsonSerializerOptions.Web) : null;
        var signer = new SealSigner(key, endorsement?.EndorsedBy, endorsement is null ? null : Convert.FromBase64String(endorsement.Signature));
        if (signer.Key.Id == id) return signer;
        signer.Dispose();
        throw new SealKeyException($"{file} holds another key than its name says.");
    }

    private string KeyFile(string id) => Path.Combine(Folder, id + ".pem");

    private string EndorsementFile(string id) => Path.Combine(Folder, id + ".endorsement.json");

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    // Whole or not at all: it is written beside and moved.
    private static void Write(string file, string text, bool replace = false)
    {
        var temporary = $"{file}.{Guid.CreateVersion7():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(temporary, options)) writer.Write(text);
        try
        {
            File.Move(temporary, file, replace);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }

    private sealed record Endorsement(string EndorsedBy, string Signature);
}
