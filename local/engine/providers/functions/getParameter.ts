// aws:ssm/getParameter:getParameter

import { type AwsOf, errorCode } from '../aws.ts';
import { providerFunction } from './function.ts';

export const getParameter = (awsOf: AwsOf) =>
  providerFunction(
    awsOf,
    'functions/getParameter.ts',
    {
      name: { is: 'string', required: true },
      withDecryption: { is: 'boolean', default: true },
    },
    async ({ name, withDecryption }, { ssm }) => {
      try {
        const { Parameter } = await ssm.getParameter({
          Name: name,
          WithDecryption: withDecryption,
        });
        const value = Parameter?.Value;
        return {
          id: name,
          arn: Parameter?.ARN,
          type: Parameter?.Type,
          value,
          // Only of what is no secret, as the AWS provider has it.
          insecureValue: Parameter?.Type === 'SecureString' ? '' : value,
          version: Parameter?.Version,
        };
      } catch (error) {
        if (errorCode(error) !== 'ParameterNotFound') throw error;
        throw new Error(`Parameter ${name}: couldn't find resource (ParameterNotFound)`, {
          cause: error,
        });
      }
    },
  );
