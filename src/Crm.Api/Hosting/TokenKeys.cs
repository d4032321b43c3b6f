using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Crm.EventStore.Serialization.Personal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Keeps ASP.NET Core's data-protection keys in the database, so that every host reads every token.</summary>
public sealed class TokenKeys(NpgsqlDataSource source) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand("select xml from crm_data_protection_keys order by created_at");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read()) elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    /// <summary>Seals every key anew with the current master key.</summary>
    public async Task Reseal(MasterKeys masters, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        foreach (var (name, xml) in (await Dapper.SqlMapper.QueryAsync<(string, string)>(connection, new("select name, xml from crm_data_protection_keys", cancellationToken: ct))).ToList())
        {
            var key = XElement.Parse(xml);
            foreach (var box in key.Descendants("sealed").ToList())
                box.Value = Convert.ToBase64String(TokenKeyCipher.Seal(masters.Current.Key, TokenKeyCipher.Open(masters, Convert.FromBase64String(box.Value))));
            await Dapper.SqlMapper.ExecuteAsync(connection, new(
                "update crm_data_protection_keys set xml = @renewed where name = @name and xml = @xml",
                new { name, xml, renewed = key.ToString(SaveOptions.DisableFormatting) }, cancellationToken: ct));
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand("insert into crm_data_protection_keys (name, xml) values ($1, $2)");
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}

/// <summary>Makes the first key before requests are taken: two hosts that each made one would not know the other's for a day.</summary>
public sealed class FirstTokenKey(NpgsqlDataSource source, IKeyManager keys, TimeProvider clock) : IStartupTask
{
    private const long Lock = 1129467203;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public int Order => 0;

    public async Task Run(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var alone = new NpgsqlCommand($"select pg_advisory_xact_lock({Lock})", connection)) await alone.ExecuteNonQueryAsync(ct);

        if (keys.GetAllKeys().Count == 0) keys.CreateNewKey(clock.GetUtcNow(), clock.GetUtcNow() + Lifetime);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>Encrypts a data-protection key under the master key (AES-256-GCM, a key of its own by HKDF).</summary>
public sealed class MasterKeyXmlEncryptor(byte[] masterKey) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var sealed_ = TokenKeyCipher.Seal(masterKey, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new(new XElement("sealed", Convert.ToBase64String(sealed_)), typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>Made by the key manager when it reads a key.</summary>
public sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(
        TokenKeyCipher.Open(services.GetRequiredService<MasterKeys>(), Convert.FromBase64String(encryptedElement.Value))));
}

internal static class TokenKeyCipher
{
    private static readonly byte[] Purpose = "crm token keys v1"u8.ToArray();
    private static readonly int Nonce = AesGcm.NonceByteSizes.MaxSize, Tag = AesGcm.TagByteSizes.MaxSize;

    public static byte[] Seal(byte[] masterKey, byte[] plain)
    {
        var result = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(result.AsSpan(0, Nonce));
        using var aes = Cipher(masterKey);
        aes.Encrypt(result.AsSpan(0, Nonce), plain, result.AsSpan(Nonce + Tag), result.AsSpan(Nonce, Tag), Purpose);
        return result;
    }

    /// <exception cref="CryptographicException">None of the master keys sealed it, or it was altered.</exception>
    public static byte[] Open(MasterKeys masters, byte[] sealed_)
    {
        foreach (var master in masters.All)
        {
            try
            {
                return Open(master.Key, sealed_);
            }
            catch (AuthenticationTagMismatchException) when (master != masters.All[^1])
            {
                // Sealed before the master key was changed: the next one.
            }
        }

        throw new CryptographicException("No master key is configured.");
    }

    private static byte[] Open(byte[] masterKey, byte[] sealed_)
    {
        var plain = new byte[sealed_.Length - Nonce - Tag];
        using var aes = Cipher(masterKey);
        aes.Decrypt(sealed_.AsSpan(0, Nonce), sealed_.AsSpan(Nonce + Tag), sealed_.AsSpan(Nonce, Tag), plain, Purpose);
        return plain;
    }

    private static AesGcm Cipher(byte[] masterKey) => new(HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, 32, info: Purpose), Tag);
}
