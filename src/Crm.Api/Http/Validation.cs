using System.Text.Json;
using FluentValidation;

namespace Crm.Api.Http;

/// <summary>Runs the FluentValidation validators of an endpoint's parameters before it; answers 400 with the errors by member.</summary>
public static class Validation
{
    /// <summary>Registers every validator of the host's assembly.</summary>
    public static IServiceCollection AddValidators(this IServiceCollection services)
    {
        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(typeof(Validation).Assembly, includeInternalTypes: true))
            services.AddSingleton(found.InterfaceType, found.ValidatorType);

        return services;
    }

    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var validated = context.MethodInfo.GetParameters()
            .Select((parameter, index) => (Index: index, Validator: typeof(IValidator<>).MakeGenericType(parameter.ParameterType)))
            .Where(parameter => context.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(parameter.Validator) is true)
            .ToArray();
        if (validated.Length == 0) return next;

        return async invocation =>
        {
            var services = invocation.HttpContext.RequestServices;
            var errors = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var (index, type) in validated)
            {
                if (invocation.Arguments[index] is not { } argument) continue;

                var validator = (IValidator)services.GetRequiredService(type);
                var result = await validator.ValidateAsync(new ValidationContext<object>(argument), invocation.HttpContext.RequestAborted);
                foreach (var error in result.Errors)
                {
                    var field = CamelCase(error.PropertyName);
                    if (!errors.TryGetValue(field, out var messages)) errors[field] = messages = [];
                    messages.Add(error.ErrorMessage);
                }
            }

            return errors.Count == 0
                ? await next(invocation)
                : services.GetRequiredService<Problems>().Invalid(errors.ToDictionary(error => error.Key, error => error.Value.ToArray()));
        };
    }

    private static string CamelCase(string path) =>
        string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
