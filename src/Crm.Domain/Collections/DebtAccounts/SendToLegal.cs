using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>Lawyers take the account over.</summary>
public sealed record SendToLegal(string Reason, BusinessMoment Now);

/// <summary>The lawyers give it back.</summary>
public sealed record ReturnFromLegal(string Reason, BusinessMoment Now);

public static class SendToLegalHandler
{
    public static Decision Handle(SendToLegal command, DebtAccount account) =>
        account.InLegal ? Decision.AlreadySo
        : Standing.RefuseClosed(account) is { } refusal ? Decision.Refuse(refusal)
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("collections.reason-missing", "Say why it goes to the lawyers.", nameof(command.Reason))
        : Decision.Append(new AccountSentToLegal(account.Id, command.Reason, command.Now));
}

public static class ReturnFromLegalHandler
{
    public static Decision Handle(ReturnFromLegal command, DebtAccount account) => account.InLegal
        ? Decision.Append(new AccountReturnedFromLegal(account.Id, command.Reason, command.Now))
        : Decision.AlreadySo;
}
