using System.Security.Cryptography;
using System.Text;
using Crm.Domain.Kernel;

namespace Crm.Api.Hosting;

/// <summary>Stream ids derived from natural keys: one key is one stream for ever, and an id tells nothing of the number behind it.</summary>
/// <remarks>HMAC-SHA256 of kind and normalised key under the installation's secret, cut to a UUID of version 8.</remarks>
public sealed class NaturalKeys
{
    private readonly byte[] _secret;

    /// <param name="secret">At least 32 bytes, the same for the installation's life: another one makes other ids.</param>
    public NaturalKeys(byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, 32);
        _secret = secret;
    }

    public DebtorId Debtor(string country, string documentType, string documentNumber) =>
        new(Derive("debtor", Compact(country), Compact(documentType), Compact(documentNumber)));

    public AccountId Account(string creditor, string reference) => new(Derive("debt-account", Words(creditor), Compact(reference)));

    public PaymentId Payment(string provider, string reference) => new(Derive("payment", Words(provider), Compact(reference)));

    public CampaignId Campaign(string code) => new(Derive("campaign", Compact(code)));

    public PortfolioId Portfolio(CampaignId campaign, string creditor, string name) =>
        new(Derive("portfolio", campaign.ToString(), Words(creditor), Words(name)));

    /// <param name="fileHash">SHA-256 of the file's bytes: the same file in the same campaign is the same import.</param>
    public ImportId Import(CampaignId campaign, ReadOnlySpan<byte> fileHash) =>
        new(Derive("portfolio-import", campaign.ToString(), Convert.ToHexStringLower(fileHash)));

    /// <summary>A person or company that buys, or may.</summary>
    public CustomerId Customer(string country, string documentType, string documentNumber) =>
        new(Derive("customer", Compact(country), Compact(documentType), Compact(documentNumber)));

    /// <summary>The same document, as somebody new: whoever stood behind it before was erased.</summary>
    /// <param name="time">From 2.</param>
    public CustomerId CustomerAgain(string country, string documentType, string documentNumber, int time) => new(Derive(
        "customer-again", Compact(country), Compact(documentType), Compact(documentNumber), time.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public LeadBaseId LeadBase(CampaignId campaign, string kind, string name) => new(Derive("lead-base", campaign.ToString(), kind, Words(name)));

    /// <param name="key">A phone in E.164, or an operator's registration number.</param>
    public LeadId Lead(LeadBaseId leadBase, string key) => new(Derive("lead", leadBase.ToString(), Compact(key)));

    /// <param name="load">The how-manieth file of the base it is: the last one again is the same import, an older one is another.</param>
    public ImportId LeadImport(LeadBaseId leadBase, string fileKey, int load) =>
        new(Derive("lead-import", leadBase.ToString(), fileKey, load.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <param name="kind">What it is a file of; the same one in the same campaign is one import.</param>
    public ImportId SalesFile(string kind, CampaignId campaign, string fileHash) => new(Derive("sales-file", kind, campaign.ToString(), fileHash));

    public PlanId Plan(CampaignId campaign, string code) => new(Derive("plan", campaign.ToString(), Words(code)));

    /// <summary>The policy a campaign sells under.</summary>
    public Guid SalesPolicy(CampaignId campaign) => Derive("sales-policy", campaign.ToString());

    /// <summary>The reservation of an operator's order number, in its one form.</summary>
    public Guid OrderNumber(string @operator, string number) => Derive("order-number", Words(@operator), number);

    /// <summary>The reservation of a number to port, E.164.</summary>
    public Guid PortedNumber(string number) => Derive("ported-number", number);

    /// <summary>The reservation of a user name, compared without case and accents' composition.</summary>
    public Guid UserName(string userName) => Derive("user-name", Words(userName));

    /// <summary>A contact datum within its owner, so that adding it twice is the same one.</summary>
    /// <param name="kind"><c>phone</c>, <c>email</c>, <c>address</c>.</param>
    public Guid Contact(DebtorId debtor, string kind, string value) =>
        Derive(kind, debtor.ToString(), kind == "phone" ? Compact(value) : Words(value));

    /// <summary>A stream there is one of per installation.</summary>
    public Guid Sole(string name) => Derive("sole", name);

    /// <summary>Any other key; its kind keeps it apart from those above.</summary>
    public Guid Derive(string kind, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder(kind);
        foreach (var part in parts) text.Append('\u001F').Append(part);

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text.ToString()), hash);
        var bytes = hash[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    /// <summary>A hash of the same secret for what must be recognised but not read: a caller's address in a counter.</summary>
    public string Fingerprint(string kind, string value) => Derive(kind, value).ToString("N");

    /// <summary>A keyed hash for longer contents.</summary>
    public IncrementalHash Hasher() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);

    // Codes and numbers: only letters and digits count, however they were typed: "1.020.304-5" is "10203045".
    private static string Compact(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormKC).ToUpperInvariant().Where(char.IsLetterOrDigit));

    // Names: case and runs of spaces do not count.
    private static string Words(string text) =>
        string.Join(' ', text.Normalize(NormalizationForm.FormKC).ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
