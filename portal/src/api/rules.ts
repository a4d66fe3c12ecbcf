// The HTTP API as types, made by `make api-types`; sha256 0fe26fe5755b75330a554fb3d865e5ec36a58538cacdbf7faa16cf0ea0cf55e3
export const rules = {
  "ConnectionBody": {
    "clientId": {
      "minLength": 1,
      "maxLength": 200,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "clientSecret": {
      "minLength": 1,
      "maxLength": 1000,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "instance": {
      "minLength": 1,
      "maxLength": 300,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    }
  },
  "DraftBody": {
    "actionId": {
      "minLength": 1,
      "maxLength": 200,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "description": {
      "minLength": 1,
      "maxLength": 16000,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    },
    "name": {
      "minLength": 1,
      "maxLength": 250,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    }
  },
  "PushBody": {
    "sysId": {
      "pattern": "^[0-9a-f]{32}$"
    },
    "table": {
      "minLength": 1,
      "maxLength": 80,
      "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
    }
  }
} as const;
