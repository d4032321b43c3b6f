using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.CommissionStatements;

/// <summary>Give an agent an amount, or take one, by hand.</summary>
/// <param name="EntryId">Made by the caller; hearing the command again with it adjusts nothing.</param>
/// <param name="About">The month it is about.</param>
/// <param name="Statement">The agent's of the first month from that one on that is not closed.</param>
/// <param name="By">Never the agent himself.</param>
public sealed record AdjustCommission(Guid EntryId, BusinessMonth About, Statement Statement, Money Amount, string Reason, UserId By, BusinessMoment Now);

public static class AdjustCommissionHandler
{
    /// <param name="statement">The one the command names; <c>null</c>: it begins with this.</param>
    public static Decision Handle(AdjustCommission command, CommissionStatement? statement)
    {
        if (statement?.Adjustments.Contains(command.EntryId) is true) return Decision.AlreadySo;
        if (command.By == command.Statement.AgentId)
            return Decision.Refuse("telecom-sales.commission-own", "Nobody adjusts what he earns himself.", nameof(command.By));
        if (string.IsNullOrWhiteSpace(command.Reason)) return Decision.Refuse("telecom-sales.commission-reason-missing", "Say why.", nameof(command.Reason));
        if (command.Amount.Currency != command.Statement.Currency || command.Amount.IsZero || !command.Amount.IsExact)
        {
            var currency = command.Statement.Currency;
            return Decision.Refuse(CommissionRefusals.Of("telecom-sales.commission-amount-wrong",
                $"An adjustment is an amount in {currency}, more or less than nothing, with at most {currency.Decimals} decimals.",
                [nameof(command.Amount)], ("currency", currency.Code), ("decimals", currency.Decimals)));
        }

        if (command.About > BusinessMonth.Of(command.Now.Date))
        {
            return Decision.Refuse(CommissionRefusals.Of("telecom-sales.commission-month-ahead",
                $"{command.About} has not begun.", [nameof(command.About)], ("month", command.About.ToString())));
        }

        if (statement is { IsSettled: true }) throw new InvalidOperationException($"The statement {statement.Of.Id} is settled; nothing is adjusted in it.");
        return Decision.Append(new CommissionAdjusted(command.Statement, command.EntryId, command.About, command.Amount, command.Reason, command.By, command.Now));
    }
}
